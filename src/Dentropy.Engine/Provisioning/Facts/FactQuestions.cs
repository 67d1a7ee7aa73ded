namespace Dentropy.Engine.Provisioning.Facts;

/// <summary>What the steps of a profile have to know about a node; all of it is asked for with one script.</summary>
internal sealed class FactQuestions
{
    /// <summary>Packages whose state counts; the node's dpkg is looked at where there are any.</summary>
    public SortedSet<string> Packages { get; } = new(StringComparer.Ordinal);

    /// <summary>Files, with the SHA-256 that makes their content uninteresting; null where it is always wanted.</summary>
    public SortedDictionary<string, string?> Files { get; } = new(StringComparer.Ordinal);

    public SortedSet<string> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Services, without <c>.service</c>.</summary>
    public SortedSet<string> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>Kernel settings, with dots.</summary>
    public SortedSet<string> Sysctl { get; } = new(StringComparer.Ordinal);

    /// <summary>A time zone such as <c>Europe/Berlin</c>; null where it does not count.</summary>
    public string? Zone { get; set; }

    public bool HostName { get; set; }

    /// <summary>Settings of sshd, in lower case.</summary>
    public SortedSet<string> Sshd { get; } = new(StringComparer.Ordinal);
}
