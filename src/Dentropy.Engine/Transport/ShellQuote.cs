namespace Dentropy.Engine.Transport;

/// <summary>Quotes words for a POSIX shell. Every word that reaches a node's shell goes through here.</summary>
public static class ShellQuote
{
    /// <summary>One word that the shell takes literally, whatever it holds (POSIX.1-2017, XCU 2.2.2).</summary>
    /// <param name="value">The word; it cannot hold a NUL character.</param>
    /// <returns>The word, in single quotes where it needs them.</returns>
    /// <exception cref="DentropyException"><c>InvalidCommandWord</c>: it holds a NUL character.</exception>
    public static string Word(string value)
    {
        if (value.Contains('\0', StringComparison.Ordinal))
        {
            throw new DentropyException("InvalidCommandWord", DentropyErrorCategory.InvalidArgument, value.Replace("\0", "\\0", StringComparison.Ordinal), "A word of a command holds a NUL character, which no shell can pass on. Remove it.");
        }

        return value.Length > 0 && value.All(IsPlain) ? value : "'" + value.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
    }

    /// <summary>Several words, separated by spaces.</summary>
    /// <param name="values">The words.</param>
    /// <returns>The command line.</returns>
    public static string Words(IEnumerable<string> values) => string.Join(' ', values.Select(Word));

    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '/' or '.' or '_' or '-' or ':' or ',' or '+' or '@' or '%';
}
