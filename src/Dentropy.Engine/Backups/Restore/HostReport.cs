using System.Globalization;
using System.Net;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Reads what <see cref="HostScript"/> printed.</summary>
internal sealed record HostReport
{
    public IReadOnlyList<TakenPort> Ports { get; init; } = [];

    public IReadOnlyList<string> Routes { get; init; } = [];

    public IReadOnlyList<string> Emulated { get; init; } = [];

    public IReadOnlyList<string> MissingTools { get; init; } = [];

    public bool HasGnuTar { get; init; }

    public IReadOnlyDictionary<string, TargetPath> Paths { get; init; } = new Dictionary<string, TargetPath>(StringComparer.Ordinal);

    /// <param name="output">What was printed.</param>
    /// <param name="paths">The paths that were asked for, in order.</param>
    /// <returns>Null where the script did not come to its end.</returns>
    public static HostReport? Read(string output, IReadOnlyList<string> paths)
    {
        var sections = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        List<string>? section = null;
        foreach (var line in output.Split('\n'))
        {
            if (line.StartsWith(HostScript.Mark, StringComparison.Ordinal))
                sections[line[HostScript.Mark.Length..]] = section = [];
            else if (line.Length > 0)
                section?.Add(line);
        }

        if (!sections.ContainsKey(HostScript.End))
            return null;
        var found = new Dictionary<string, TargetPath>(StringComparer.Ordinal);
        foreach (var (path, line) in paths.Zip(Of("paths")))
            found[path] = PathOf(line);
        return new HostReport
        {
            // The states are those of the kernel's include/net/tcp_states.h: 0A listens, and an open UDP socket has 07.
            Ports = [.. Of("tcp").Select(line => PortOf(line, "0A", "tcp")).Concat(Of("udp").Select(line => PortOf(line, "07", "udp"))).OfType<TakenPort>().Distinct()],
            Routes = [.. Of("route").Select(Route).OfType<string>().Distinct(StringComparer.Ordinal)],
            Emulated = [.. Of("binfmt").Select(Architecture).OfType<string>()],
            MissingTools = [.. Of("tools").Where(line => !line.Contains(' ', StringComparison.Ordinal))],
            HasGnuTar = Of("tools").Exists(line => line.Contains("GNU tar", StringComparison.Ordinal)),
            Paths = found,
        };

        List<string> Of(string name) => sections.GetValueOrDefault(name, []);
    }

    private static TargetPath PathOf(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        // df's line ends with: available, capacity, mount point. A mount point with spaces makes the line longer.
        var percent = Array.FindIndex(words, Math.Min(4, words.Length), word => word.EndsWith('%'));
        long? free = percent > 0 && long.TryParse(words[percent - 1], NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) ? kilobytes * 1024 : null;
        return new TargetPath(words[0] == "y", words[1] == "y", words[2] == "y", words.Length > 3 ? words[3] : "", free);
    }

    private static TakenPort? PortOf(string line, string state, string protocol)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 4 || words[3] != state || words[1].Split(':') is not [var address, var port])
            return null;
        return int.TryParse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number)
            ? new TakenPort(AddressOf(address), number, protocol, "a program of the node")
            : null;
    }

    // Words of four bytes in the machine's own order, which is little-endian on all that Docker runs on here.
    private static string AddressOf(string hex)
    {
        if (hex.Length is not (8 or 32) || hex.Trim('0').Length == 0)
            return "";
        var bytes = Convert.FromHexString(hex);
        for (var word = 0; word < bytes.Length; word += 4)
            Array.Reverse(bytes, word, 4);
        var address = new IPAddress(bytes);
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString() is var text and not "0.0.0.0" ? text : "";
    }

    private static string? Route(string line)
    {
        var words = line.Split('\t', StringSplitOptions.TrimEntries);
        if (words.Length < 8 || !uint.TryParse(words[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var destination)
            || !uint.TryParse(words[7], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) || mask == 0)
            return null;
        // Docker's own bridges are counted as its networks.
        return words[0].StartsWith("br-", StringComparison.Ordinal) || words[0].StartsWith("docker", StringComparison.Ordinal)
            ? null
            : $"{new IPAddress(destination)}/{System.Numerics.BitOperations.PopCount(mask)}";
    }

    private static string? Architecture(string handler) => handler["qemu-".Length..] switch
    {
        "aarch64" => "arm64",
        "x86_64" => "amd64",
        "arm" => "arm",
        "riscv64" => "riscv64",
        "ppc64le" => "ppc64le",
        "s390x" => "s390x",
        "i386" => "386",
        _ => null,
    };
}
