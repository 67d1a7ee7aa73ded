using Dentropy.Cli.Common;

namespace Dentropy.Cli.Nodes;

// Options of the form key=value, given any number of times.
internal static class Pairs
{
    public static Dictionary<string, string> Read(string option, IEnumerable<string>? words, StringComparer comparer)
    {
        var pairs = new Dictionary<string, string>(comparer);
        foreach (var word in words ?? [])
        {
            var at = word.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw CliError.Option(option, word, "has no key and value. Write key=value.");
            if (!pairs.TryAdd(word[..at], word[(at + 1)..]))
                throw CliError.Option(option, word, "names a key that was given before. Give each key once.");
        }

        return pairs;
    }
}
