using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Edge.Public;

/// <summary>What a node says of itself.</summary>
internal sealed class PublicFacts
{
    public HashSet<string> Tools { get; } = new(StringComparer.Ordinal);

    public bool HasKernelWireGuard { get; private set; }

    public bool HasIPv6 { get; private set; }

    /// <summary>Texts of files by the names that the script gives them.</summary>
    public Dictionary<string, string> Files { get; } = new(StringComparer.Ordinal);

    public string? WireGuardKey { get; private set; }

    public HashSet<string> Accounts { get; } = new(StringComparer.Ordinal);

    /// <summary>ssh host keys: type and key.</summary>
    public List<string> HostKeys { get; } = [];

    /// <summary>TCP ports that somebody listens on, with who.</summary>
    public List<(int Port, string Who)> Listens { get; } = [];

    /// <summary>UDP ports that are taken.</summary>
    public List<(int Port, string Who)> Udp { get; } = [];

    /// <summary>Parts that run.</summary>
    public HashSet<string> Running { get; } = new(StringComparer.Ordinal);

    /// <summary>haproxy's own figures, as it prints them.</summary>
    public List<string> Stats { get; } = [];

    /// <summary>WireGuard's last handshakes by key, in seconds of the node's clock; 0 for none.</summary>
    public Dictionary<string, long> Handshakes { get; } = new(StringComparer.Ordinal);

    /// <summary>The node's clock.</summary>
    public long Now { get; private set; }

    /// <summary>A load balancer's tunnels: the texts of their files.</summary>
    public Dictionary<string, Dictionary<string, string>> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads what the script printed; null where its end is missing.</summary>
    public static PublicFacts? Parse(byte[] output)
    {
        var facts = new PublicFacts();
        var complete = false;
        foreach (var line in Encoding.UTF8.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var at = line.IndexOf(' ', StringComparison.Ordinal);
            var (key, rest) = at < 0 ? (line, "") : (line[..at], line[(at + 1)..]);
            if (key == "end")
                complete = true;
            else
                facts.Take(key, rest);
        }

        return complete ? facts : null;
    }

    private void Take(string key, string rest)
    {
        switch (key)
        {
            case "tool": Tools.Add(rest); break;
            case "kernel": HasKernelWireGuard = true; break;
            case "ipv6": HasIPv6 = true; break;
            case "wgkey": WireGuardKey = rest.Length > 0 ? rest : null; break;
            case "account": Accounts.Add(rest); break;
            case "hostkey": HostKeys.Add(rest); break;
            case "listen": Listens.Add(Socket(rest)); break;
            case "udp": Udp.Add(Socket(rest)); break;
            case "running": Running.Add(rest.Split(' ')[0]); break;
            case "stat": Stats.Add(rest); break;
            case "now": Now = Number(rest); break;
            case "handshake" when rest.Split('\t', ' ') is [var peer, var when]: Handshakes[peer] = Number(when); break;
            case "part" when rest.Split(' ', 3) is [var id, var file, var text]:
                if (!Parts.TryGetValue(id, out var files))
                    Parts[id] = files = new(StringComparer.Ordinal);
                files[file] = Decode(text);
                break;
            default:
                if (rest.StartsWith('='))
                    Files[key] = Decode(rest);
                break;
        }
    }

    private static string Decode(string text)
    {
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text.TrimStart('='), bytes, out var length) ? Encoding.UTF8.GetString(bytes, 0, length) : "";
    }

    // ss: the address with the port behind the last colon, then users:(("nginx",pid=12,fd=6)).
    private static (int Port, string Who) Socket(string text)
    {
        var words = text.Split(' ', 2);
        var who = "";
        if (words.Length > 1 && words[1].Split('"') is [_, var name, var more, ..])
            who = $"{name} (process {string.Concat(more.SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit))})";
        return ((int)Number(words[0][(words[0].LastIndexOf(':') + 1)..]), who);
    }

    private static long Number(string text) => long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
