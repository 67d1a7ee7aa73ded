namespace Dentropy.Engine.Transport;

/// <summary>How links are made.</summary>
public sealed record LinkOptions
{
    /// <summary>The ssh program: <c>DENTROPY_SSH</c>, else <c>ssh</c> on the path.</summary>
    public string SshProgram { get; init; } = Environment.GetEnvironmentVariable("DENTROPY_SSH") is { Length: > 0 } set ? set : "ssh";

    /// <summary>Limit for connecting to one host and exchanging keys; ssh counts whole seconds.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Silence after which the server is asked for a sign of life; after <see cref="KeepAliveCount"/> in vain the link is given up.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How many signs of life may stay out.</summary>
    public int KeepAliveCount { get; init; } = 3;

    /// <summary>How long an ssh master outlives a Dentropy that died without closing it.</summary>
    public TimeSpan OrphanLifetime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether links use control sockets; without them each command starts an ssh of its own.</summary>
    public bool UseControlSockets { get; init; } = !OperatingSystem.IsWindows() && Environment.GetEnvironmentVariable("DENTROPY_TRANSPORT") != "process";

    /// <summary>Settings that the operator's own win over, as an ssh_config; the pool makes it.</summary>
    internal Lazy<string?>? DefaultsFile { get; init; }

    /// <summary>How many links may be in the making at the same time.</summary>
    public int ParallelHandshakes { get; init; } = 32;
}
