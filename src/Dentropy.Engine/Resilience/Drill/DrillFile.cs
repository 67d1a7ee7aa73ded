using System.Globalization;
using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>Plans of drills as YAML files, to be read, kept and carried out later.</summary>
public static class DrillFile
{
    /// <summary>Writes a plan, whole or not at all.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="drill">The plan.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <returns>The plan with its path.</returns>
    /// <exception cref="DentropyException"><c>DrillFileExists</c>, <c>DrillFileNotWritten</c>.</exception>
    public static DcFailureDrill Save(string path, DcFailureDrill drill, bool overwrite)
    {
        if (!overwrite && Path.Exists(path))
            throw new DentropyException("DrillFileExists", DentropyErrorCategory.ResourceExists, path, $"{path} is there already and was left as it is. Replace it with -Force (--force), or choose another name.");
        try
        {
            DurableFile.Save(path, Text(drill));
            return drill with { Path = path };
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException("DrillFileNotWritten", DentropyErrorCategory.WriteError, path, $"{path} could not be written: {e.Message.TrimEnd('.')}. Check the folder and its permissions.", e);
        }
    }

    /// <summary>Reads a plan.</summary>
    /// <param name="path">Absolute path.</param>
    /// <param name="cloud">Folder of the inventory that its nodes are in.</param>
    /// <exception cref="DentropyException"><c>DrillFileNotFound</c>, <c>DrillFileUnreadable</c>, <c>DrillFileInvalid</c> with the line.</exception>
    public static DcFailureDrill Read(string path, string cloud)
    {
        try
        {
            return File.Exists(path)
                ? Parse(path, File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true))) with { Path = path, Cloud = cloud }
                : throw new DentropyException("DrillFileNotFound", DentropyErrorCategory.ObjectNotFound, path, $"There is no file {path}. Make one: New-DcFailureDrill -Lose switch:sw1 -Path {path}");
        }
        catch (YamlProblemException e)
        {
            throw Invalid(path, e.Line, e.Message);
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(path, 1, "this is not UTF-8 text");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException("DrillFileUnreadable", DentropyErrorCategory.ReadError, path, $"{path} cannot be read: {e.Message.TrimEnd('.')}. Check the file's permissions.", e);
        }
    }

    internal static string Text(DcFailureDrill drill)
    {
        var text = new StringBuilder("# A plan of New-DcFailureDrill. Invoke-DcFailureDrill carries it out, and asks first.\n");
        List(text, "lose", drill.Lost.Select(part => part.ToString()));
        text.Append(CultureInfo.InvariantCulture, $"seconds: {drill.Duration.TotalSeconds:0.###}\n");
        if (drill.PowerCommand is { } command)
            Value(text, "powerCommand", command);
        text.Append("nodes:\n");
        foreach (var node in drill.Nodes)
        {
            Key(text, "  ", node.Node);
            Value(text, "    action", node.Action == DcDrillAction.CutPower ? "cutPower" : "cutNetwork");
            List(text, "    reaches", node.Reaches);
        }

        text.Append("services:\n");
        foreach (var service in drill.Services)
        {
            Key(text, "  ", service.Service);
            text.Append(CultureInfo.InvariantCulture, $"    survives: {(service.Survives ? "true" : "false")}\n    need: {service.Need}\n");
            List(text, "    checks", service.Checks);
            List(text, "    reasons", service.Reasons);
        }

        List(text, "notes", drill.Notes);
        return text.ToString();
    }

    private static DcFailureDrill Parse(string path, string text)
    {
        var file = new Keys(path, YamlTree.Read(text), "the plan", "lose", "seconds", "powerCommand", "nodes", "services", "notes");
        return new DcFailureDrill
        {
            Lost = [.. file.Texts("lose").Select(word => DcPart.Parse(word) ?? throw file.Wrong($"'{Shown.Text(word)}' is no part; write kind:name, such as switch:sw1"))],
            Duration = file.Number("seconds") is > 0 and <= 3600 and var seconds ? TimeSpan.FromSeconds(seconds) : throw file.Wrong("seconds is no number from 1 to 3600"),
            PowerCommand = file.Text("powerCommand"),
            Nodes = [.. file.Maps("nodes", "action", "reaches").Select(pair => new DcDrillNode
            {
                Node = pair.Name,
                Action = pair.Keys.Text("action") switch { "cutNetwork" => DcDrillAction.CutNetwork, "cutPower" => DcDrillAction.CutPower, _ => throw pair.Keys.Wrong("action is neither cutNetwork nor cutPower") },
                Reaches = pair.Keys.Texts("reaches"),
            })],
            Services = [.. file.Maps("services", "survives", "need", "checks", "reasons").Select(pair => new DcDrillService
            {
                Service = pair.Name,
                Survives = pair.Keys.Text("survives") switch { "true" => true, "false" => false, _ => throw pair.Keys.Wrong("survives is neither true nor false") },
                Need = (int)pair.Keys.Number("need") is > 0 and var need ? need : throw pair.Keys.Wrong("need is no number from 1 on"),
                Checks = pair.Keys.Texts("checks"),
                Reasons = pair.Keys.Texts("reasons"),
            })],
            Notes = file.Texts("notes"),
        };
    }

    private static void Key(StringBuilder text, string indent, string name)
    {
        text.Append(indent);
        YamlQuote.Append(text, name);
        text.Append(":\n");
    }

    private static void Value(StringBuilder text, string key, string value)
    {
        text.Append(key).Append(": ");
        YamlQuote.Append(text, value);
        text.Append('\n');
    }

    private static void List(StringBuilder text, string key, IEnumerable<string> values)
    {
        text.Append(key).Append(": [");
        var first = true;
        foreach (var value in values)
        {
            if (!first)
                text.Append(", ");
            YamlQuote.Append(text, value);
            first = false;
        }

        text.Append("]\n");
    }

    private static DentropyException Invalid(string path, int line, string problem) => new(
        "DrillFileInvalid", DentropyErrorCategory.InvalidData, path, $"{Path.GetFileName(path)} line {line}: {problem}. Correct {path}, or make it anew with New-DcFailureDrill; nothing was done.");

    /// <summary>The keys of one map of the file.</summary>
    private sealed class Keys
    {
        private readonly string _path;
        private readonly int _line;
        private readonly Dictionary<string, YamlPiece> _values = new(StringComparer.Ordinal);

        public Keys(string path, YamlPiece? piece, string what, params string[] known)
        {
            (_path, _line) = (path, piece?.Line ?? 1);
            foreach (var (key, value) in piece is YamlMap map ? map.Entries : throw Wrong($"{what} is no map of keys and values"))
            {
                if (key is not YamlText { Text: { Length: > 0 } name } || (known.Length > 0 && !known.Contains(name, StringComparer.Ordinal)))
                    throw Invalid(path, key.Line, $"{what} has a key that means nothing here");
                if (!_values.TryAdd(name, value))
                    throw Invalid(path, key.Line, $"'{Shown.Text(name)}' is there twice");
            }
        }

        public DentropyException Wrong(string problem) => Invalid(_path, _line, problem);

        public string? Text(string key) => _values.GetValueOrDefault(key) switch
        {
            null => null,
            YamlText { Text: { } text } => text,
            var other => throw Invalid(_path, other.Line, $"{key} is no plain text"),
        };

        public double Number(string key) => double.TryParse(Text(key), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : 0;

        public IReadOnlyList<string> Texts(string key) => _values.GetValueOrDefault(key) switch
        {
            null or YamlText { Text: null } => [],
            YamlList list => [.. list.Items.Select(item => item is YamlText { Text: { } text } ? text : throw Invalid(_path, item.Line, $"{key} has something in it that is no plain text"))],
            var other => throw Invalid(_path, other.Line, $"{key} is no list"),
        };

        public IEnumerable<(string Name, Keys Keys)> Maps(string key, params string[] known) => _values.GetValueOrDefault(key) switch
        {
            null or YamlText { Text: null } => [],
            var piece => new Keys(_path, piece, key)._values.Select(pair => (pair.Key, new Keys(_path, pair.Value, pair.Key, known))),
        };
    }
}
