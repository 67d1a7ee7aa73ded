using System.Text;

namespace Dentropy.Engine.Security.Look;

/// <summary>What a node's answer to <see cref="LookScript"/> says: its lines by their first word.</summary>
internal sealed class NodeLook
{
    private readonly ILookup<string, string> _lines;
    private readonly Lazy<IReadOnlyList<ListeningSocket>> _sockets;

    private NodeLook(ILookup<string, string> lines)
    {
        _lines = lines;
        _sockets = new Lazy<IReadOnlyList<ListeningSocket>>(() => SocketReader.Read(this));
        Unseen = _lines["unseen"].Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).GroupBy(words => words[0], words => words[1], StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.Ordinal);
    }

    /// <summary>Whether the script came to its end.</summary>
    public bool IsComplete => _lines["end"].Any();

    /// <summary>Whether root looked.</summary>
    public bool IsRoot => _lines["uid"].FirstOrDefault() == "0";

    /// <summary>Why something was not looked at, by its name.</summary>
    public IReadOnlyDictionary<string, string> Unseen { get; }

    /// <summary>Ports that somebody listens on.</summary>
    public IReadOnlyList<ListeningSocket> Sockets => _sockets.Value;

    /// <summary>Lines that begin with a word, without it.</summary>
    public IEnumerable<string> Lines(string word) => _lines[word];

    /// <summary>The words of those lines.</summary>
    public IEnumerable<string[]> Words(string word) => _lines[word].Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    public static NodeLook Parse(string output) => new(output.Split('\n')
        .Select(line => (Line: line, Space: line.IndexOf(' ', StringComparison.Ordinal))).Where(one => one.Space > 0)
        .ToLookup(one => one.Line[..one.Space], one => one.Line[(one.Space + 1)..], StringComparer.Ordinal));

    /// <summary>Text that came in hexadecimal form; what is no UTF-8 becomes a replacement character.</summary>
    public static string Text(string hex) => hex.Length % 2 == 0 && hex.All(char.IsAsciiHexDigit) ? Encoding.UTF8.GetString(Convert.FromHexString(hex)) : "";
}
