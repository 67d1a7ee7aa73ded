using System.Text;

namespace Dentropy.Engine.Dnsmasq;

/// <summary>Words of a line of dnsmasq's configuration: commas between them, and quotes around what has a comma, a blank or a # in it (dnsmasq 2.90, option.c, read_file).</summary>
internal static class DnsmasqWords
{
    /// <summary>The words; null where a quote is left open.</summary>
    public static IReadOnlyList<string>? Split(string text)
    {
        var (words, word, quoted, wasQuoted) = (new List<string>(), new StringBuilder(), false, false);
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when quoted && at + 1 < text.Length:
                    word.Append(text[++at] switch { 't' => '\t', 'n' => '\n', 'r' => '\r', 'b' => '\b', 'e' => '\u001b', var c => c });
                    break;
                case '"':
                    if (!wasQuoted && string.IsNullOrWhiteSpace(word.ToString()))
                        word.Clear();
                    (quoted, wasQuoted) = (!quoted, true);
                    break;
                case ',' when !quoted:
                    words.Add(Word());
                    break;
                case '#' when !quoted && at > 0 && char.IsWhiteSpace(text[at - 1]):
                    at = text.Length;
                    break;
                case ' ' or '\t' when wasQuoted && !quoted:
                    break;
                case var c:
                    word.Append(c);
                    break;
            }
        }

        words.Add(Word());
        return quoted ? null : words;

        // Blanks around a word are not part of it, and those in quotes are. What stands before the quotes is a blank at most.
        string Word()
        {
            var read = wasQuoted ? word.ToString() : word.ToString().Trim();
            word.Clear();
            wasQuoted = false;
            return read;
        }
    }

    /// <summary>A word in quotes.</summary>
    public static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
}
