namespace Dentropy.Engine.Cluster;

/// <summary>What to run on every node, and how.</summary>
public sealed record ClusterCommandSettings
{
    /// <summary>Command line for the account's shell; null where <see cref="Script"/> is given.</summary>
    public string? Command { get; init; }

    /// <summary>Content of a script that is sent and run; its <c>#!</c> line chooses the interpreter, else <c>sh</c>.</summary>
    public ReadOnlyMemory<byte>? Script { get; init; }

    /// <summary>Arguments of the script, each one word whatever it holds.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Sent to the standard input on every node; null gives an empty input.</summary>
    public ReadOnlyMemory<byte>? Input { get; init; }

    /// <summary>Whether it runs as root through <c>sudo -n</c>.</summary>
    public bool Sudo { get; init; }

    /// <summary>Environment variables for the command.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Folder on the node that it starts in; null is the account's home.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>How many nodes work at the same time.</summary>
    public int ThrottleLimit { get; init; } = 64;

    /// <summary>Time that a node may take, connecting and further attempts included; null is without a limit.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a node that was unreachable is tried again. A command that started is never run twice.</summary>
    public int Retry { get; init; }

    /// <summary>Bytes of output and of error that are kept for each node; the rest is read and dropped.</summary>
    public int OutputLimit { get; init; } = 16 * 1024 * 1024;
}
