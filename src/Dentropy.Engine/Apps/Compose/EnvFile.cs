using System.Text;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>Reads files of <c>NAME=value</c> lines, as Compose's page "Syntax for environment files" describes them.</summary>
internal static class EnvFile
{
    /// <summary>Reads a file's text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="raw">Whether values are taken as they stand, without quotes and variables (<c>format: raw</c>).</param>
    /// <param name="lookup">Value of a variable that the file does not set above; null where it is not set.</param>
    /// <returns>Names and values in order; a null value is a name that stood alone, and means the variable of the same name.</returns>
    /// <exception cref="EnvFileException">A line cannot be understood.</exception>
    public static IReadOnlyList<(string Name, string? Value)> Read(string text, bool raw, Func<string, string?> lookup)
    {
        var read = new List<(string, string?)>();
        var known = new Dictionary<string, string?>(StringComparer.Ordinal);
        var variables = new Interpolation(name => known.GetValueOrDefault(name) ?? lookup(name));
        var lines = text.TrimStart('\uFEFF').ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
                continue;
            var start = i;
            if (line.StartsWith("export ", StringComparison.Ordinal))
                line = line[7..].TrimStart();
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            var name = (equals < 0 ? line : line[..equals]).Trim();
            if (name.Length == 0 || name.Any(c => char.IsWhiteSpace(c) || c is '"' or '\''))
                throw new EnvFileException(start + 1, "this is no NAME=value");
            string? value = null;
            if (equals >= 0)
            {
                try
                {
                    value = raw ? line[(equals + 1)..] : Value(line[(equals + 1)..].Trim(), lines, ref i, variables);
                }
                catch (FormatException e)
                {
                    throw new EnvFileException(start + 1, e.Message);
                }
            }

            known[name] = value;
            read.Add((name, value));
        }

        return read;
    }

    private static string Value(string rest, string[] lines, ref int i, Interpolation variables)
    {
        if (rest.Length == 0 || rest[0] is not ('"' or '\''))
        {
            // A # starts a comment only after a blank.
            for (var at = 0; at < rest.Length; at++)
            {
                if (rest[at] == '#' && (at == 0 || char.IsWhiteSpace(rest[at - 1])))
                    rest = rest[..at].TrimEnd();
            }

            return variables.Apply(rest);
        }

        var quote = rest[0];
        var value = new StringBuilder();
        for (var at = 1; ; at++)
        {
            if (at == rest.Length)
            {
                if (++i == lines.Length)
                    throw new FormatException($"the closing {quote} is missing");
                value.Append('\n');
                (rest, at) = (lines[i], -1);
                continue;
            }

            if (rest[at] == quote)
                break;
            if (rest[at] == '\\' && at + 1 < rest.Length)
                Escape(value, rest[++at], quote);
            else
                value.Append(rest[at]);
        }

        return quote == '"' ? variables.Apply(value.ToString()) : value.ToString();
    }

    private static void Escape(StringBuilder value, char c, char quote)
    {
        var known = quote == '\'' ? c == '\'' ? "'" : null : c switch { 'n' => "\n", 'r' => "\r", 't' => "\t", '"' => "\"", '\\' => "\\", '$' => "$$", _ => null };
        value.Append(known ?? $"\\{c}");
    }
}

/// <summary>A line of an environment file that cannot be understood.</summary>
internal sealed class EnvFileException(int line, string message) : Exception(message)
{
    public int Line { get; } = line;
}
