using System.Text;
using System.Xml.Linq;

namespace Dentropy.Build.Help;

// The module's help: what Get-Help reads, made from the pages.
internal static class ModuleHelp
{
    // File name and content of every help file. Every page with an error is named, not only the first.
    public static IReadOnlyDictionary<string, string> Make(Repository repository)
    {
        var errors = new List<string>();
        var pages = Pages(repository.At("docs", "cmdlets"), CommandPageReader.Read, errors);
        var topics = Pages(repository.At("docs", "about"), path => (Name: Path.GetFileNameWithoutExtension(path), Text: AboutTopic.Convert(path)), errors);
        if (errors.Count > 0)
            throw new BuildException("the help cannot be made:\n" + string.Join('\n', errors));
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal) { [CommandPageReader.HelpFile] = Text(MamlWriter.Write(pages)) };
        foreach (var (name, text) in topics)
            files[name + ".help.txt"] = text;
        return files;
    }

    public static void Write(Repository repository, string folder)
    {
        var files = Make(repository);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
        foreach (var (name, content) in files)
            File.WriteAllText(Path.Combine(folder, name), content);
    }

    private static List<T> Pages<T>(string folder, Func<string, T> read, List<string> errors)
    {
        var pages = new List<T>();
        foreach (var path in (Directory.Exists(folder) ? Directory.GetFiles(folder, "*.md") : []).Order(StringComparer.Ordinal))
        {
            try
            {
                pages.Add(read(path));
            }
            catch (PageException e)
            {
                errors.Add(e.Message);
            }
        }

        return pages;
    }

    private static string Text(XDocument document)
    {
        var text = new StringBuilder();
        using (var writer = new Utf8Writer(text))
            document.Save(writer);
        return text.Append('\n').ToString();
    }

    // An XML writer over text would call its content UTF-16.
    private sealed class Utf8Writer(StringBuilder text) : StringWriter(text, System.Globalization.CultureInfo.InvariantCulture)
    {
        public override Encoding Encoding => Encoding.UTF8;
    }
}
