using System.Text;
using Dentropy.Cluster;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>What is on a node, as <see cref="SerfScripts.Inspect"/> says.</summary>
internal sealed record SerfFacts
{
    /// <summary>Path of the program; null where there is none.</summary>
    public string? Program { get; init; }

    /// <summary>Version of the package, or what the program says.</summary>
    public string? Version { get; init; }

    /// <summary>Whether packages can be installed with apt-get.</summary>
    public bool HasApt { get; init; }

    /// <summary>Whether systemd runs the node.</summary>
    public bool HasSystemd { get; init; }

    /// <summary>Whether the agent's account is there.</summary>
    public bool HasAccount { get; init; }

    /// <summary>Whether the agent runs.</summary>
    public bool Running { get; init; }

    /// <summary>Whether the package's own service runs an agent.</summary>
    public bool OtherAgent { get; init; }

    /// <summary>The node's addresses.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The configuration; null where there is none.</summary>
    public byte[]? Config { get; init; }

    /// <summary>The keyring; null where there is none.</summary>
    public byte[]? Keyring { get; init; }

    /// <summary>What starts the agent: the unit or the supervisor; null where there is none.</summary>
    public byte[]? Starter { get; init; }

    /// <summary>What keeps the agent running.</summary>
    public DcSerfSupervisor Supervisor => HasSystemd ? DcSerfSupervisor.Systemd : DcSerfSupervisor.Background;

    /// <summary>Reads the answer.</summary>
    /// <returns>The facts; null where the answer is not whole.</returns>
    public static SerfFacts? Parse(byte[] output)
    {
        var lines = Encoding.UTF8.GetString(output).Split('\n').Select(line => line.Split(' ', 2)).Where(parts => parts.Length == 2).ToLookup(parts => parts[0], parts => parts[1].Trim(), StringComparer.Ordinal);
        if (!lines.Contains("end"))
            return null;
        var program = Text("program");
        return new SerfFacts
        {
            Program = program,
            Version = program is null ? null : Text("package") ?? Text("says"),
            HasApt = Text("apt") == "yes",
            HasSystemd = Text("systemd") == "yes",
            HasAccount = Text("account") == "yes",
            Running = Text("running") == "yes",
            OtherAgent = Text("other") == "yes",
            Addresses = (Text("addresses") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            Config = File("config"),
            Keyring = File("keyring"),
            Starter = File("starter"),
        };

        string? Text(string key) => lines[key].FirstOrDefault() is { Length: > 0 } text ? text : null;

        byte[]? File(string key) => Text(key) is { } text ? Convert.FromBase64String(text.TrimStart('=')) : null;
    }
}
