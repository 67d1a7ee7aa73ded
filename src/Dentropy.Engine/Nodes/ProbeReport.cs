using System.Globalization;
using System.Text.RegularExpressions;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>Reads what <see cref="ProbeScript"/> printed. A section that is missing or odd leaves its values null.</summary>
internal sealed partial class ProbeReport
{
    private readonly Dictionary<string, List<string>> _sections = new(StringComparer.Ordinal);
    private List<string>? _current;

    /// <summary>Whether the report came to its end.</summary>
    public bool IsComplete => _sections.ContainsKey(ProbeScript.End);

    public void Add(string line)
    {
        if (line.StartsWith(ProbeScript.Mark, StringComparison.Ordinal))
        {
            _sections[line[ProbeScript.Mark.Length..]] = _current = [];
        }
        else
        {
            _current?.Add(line);
        }
    }

    /// <summary>Puts what was reported into the test.</summary>
    public DcNodeTest ApplyTo(DcNodeTest test)
    {
        var os = OsRelease();
        var uname = Section("uname");
        var memory = Memory();
        return test with
        {
            OperatingSystem = os.GetValueOrDefault("PRETTY_NAME") ?? os.GetValueOrDefault("NAME") ?? uname.ElementAtOrDefault(0),
            OsId = os.GetValueOrDefault("ID"),
            OsVersion = os.GetValueOrDefault("VERSION_ID"),
            Kernel = uname.ElementAtOrDefault(1),
            Architecture = Architectures.Debian(First("dpkg") ?? uname.ElementAtOrDefault(2)),
            Uptime = Number(First("uptime")) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            BootId = First("boot"),
            Load = First("load") is { } load ? [.. load.Split(' ').Take(3).Select(Number).OfType<double>()] : [],
            Cpus = Number(First("cpus")) is { } cpus ? (int)cpus : null,
            MemoryTotal = memory.GetValueOrDefault("MemTotal"),
            MemoryAvailable = memory.GetValueOrDefault("MemAvailable") ?? memory.GetValueOrDefault("MemFree"),
            Disks = Disks(),
            Temperature = Temperature(),
            Sudo = Answer("sudo"),
            Docker = IsThere("docker"),
            DockerVersion = Version("docker"),
            Serf = IsThere("serf"),
            SerfVersion = Version("serf"),
            RebootRequired = Answer("reboot"),
        };
    }

    /// <summary>Reads what <c>date +%s.%N</c> printed.</summary>
    /// <param name="line">The line.</param>
    /// <param name="resolution">How finely it tells the time; a date without nanoseconds prints whole seconds and some letters.</param>
    /// <returns>The middle of the time that it stands for, or null.</returns>
    public static DateTimeOffset? Clock(string line, out TimeSpan resolution)
    {
        resolution = TimeSpan.Zero;
        var parts = line.Trim().Split('.');
        if (!long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || seconds > 253402300799)
        {
            return null;
        }

        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        if (parts.Length == 2 && parts[1].Length == 9 && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var nanoseconds))
        {
            return time.AddTicks(nanoseconds / 100);
        }

        resolution = TimeSpan.FromSeconds(1);
        return time.AddSeconds(0.5);
    }

    private List<string> Section(string name) => _sections.GetValueOrDefault(name) ?? [];

    private string? First(string section) => Section(section) is [{ Length: > 0 } line, ..] ? line.Trim() : null;

    private bool? Answer(string section) => First(section) switch { "yes" => true, "no" => false, _ => null };

    private bool? IsThere(string section) => _sections.ContainsKey(section) ? Section(section).Contains("yes", StringComparer.Ordinal) : null;

    private string? Version(string section) => Section(section)
        .Select(line => VersionNumber().Match(line))
        .FirstOrDefault(match => match.Success)?.Value;

    // os-release(5): assignments as a shell takes them, in single or double quotes or none.
    private Dictionary<string, string> OsRelease()
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in Section("os"))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && line[0] != '#')
            {
                values[line[..at].Trim()] = Escaped().Replace(line[(at + 1)..].Trim().Trim('"', '\''), "${char}");
            }
        }

        return values;
    }

    private Dictionary<string, long?> Memory()
    {
        var values = new Dictionary<string, long?>(StringComparer.Ordinal);
        foreach (var line in Section("memory"))
        {
            var match = MemoryLine().Match(line);
            if (match.Success)
            {
                values[match.Groups["name"].Value] = long.Parse(match.Groups["kib"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return values;
    }

    private List<DcNodeDisk> Disks()
    {
        var disks = new Dictionary<string, DcNodeDisk>(StringComparer.Ordinal);
        var typed = Section("disk") is [var header, ..] && header.Contains(" Type ", StringComparison.Ordinal);
        foreach (var line in Section("disk").Skip(1))
        {
            var match = (typed ? TypedDiskLine() : DiskLine()).Match(line);
            if (!match.Success)
            {
                continue;
            }

            var path = match.Groups["path"].Value;
            var device = match.Groups["device"].Value;
            var used = Kibibytes(match, "used");
            var free = Kibibytes(match, "free");
            if (used + free > 0 && Counts(path, typed ? match.Groups["type"].Value : device))
            {
                // A device that is mounted twice fills up once; every tmpfs has the same device name.
                var key = device.StartsWith('/') ? device : path;
                disks.TryAdd(key, new DcNodeDisk(path, Kibibytes(match, "size"), free, 100d * used / (used + free)));
            }
        }

        return [.. disks.Values.OrderByDescending(disk => disk.UsedPercent)];
    }

    private static long Kibibytes(Match match, string group) =>
        long.Parse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) * 1024;

    // Images are always full, the layers of containers repeat the disk below them, and the system's own tmpfs are not for data.
    private static bool Counts(string path, string type) => type switch
    {
        "squashfs" or "iso9660" or "udf" or "erofs" or "devtmpfs" or "efivarfs" or "ramfs" => false,
        "overlay" => path == "/",
        _ => !SystemPath().IsMatch(path),
    };

    // The kernel counts in thousandths; vcgencmd prints temp=48.3'C. What no running machine can have comes from a sensor that is not wired.
    private double? Temperature()
    {
        var hottest = Section("heat")
            .Select(line => FirmwareHeat().Match(line) is { Success: true } match ? Number(match.Groups["degrees"].Value) : Number(line) / 1000)
            .Where(degrees => degrees is > 0 and < 150)
            .Max();
        return hottest is { } value ? Math.Round(value, 1) : null;
    }

    private static double? Number(string? text) =>
        double.TryParse(text?.Trim().Split(' ')[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"\\(?<char>.)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Escaped();

    [GeneratedRegex(@"\d+\.[\w.+~-]+", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionNumber();

    [GeneratedRegex(@"^(?<name>\w+):\s+(?<kib>\d+) kB$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MemoryLine();

    [GeneratedRegex(@"^(?<device>.+?)\s+(?<type>\S+)\s+(?<size>\d+)\s+(?<used>\d+)\s+(?<free>\d+)\s+\d+%\s+(?<path>/.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex TypedDiskLine();

    [GeneratedRegex(@"^(?<device>.+?)\s+(?<size>\d+)\s+(?<used>\d+)\s+(?<free>\d+)\s+\d+%\s+(?<path>/.*)$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DiskLine();

    [GeneratedRegex("^/(dev|proc|run|sys|var/lib/docker|var/lib/containers|snap)(/|$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex SystemPath();

    [GeneratedRegex(@"^temp=(?<degrees>[\d.]+)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex FirmwareHeat();
}
