using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Provisioning.Steps;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>What profiles ask for, gathered: what a later one says of a thing takes the place of what an earlier one said of it.</summary>
internal sealed class ProfileDraft
{
    public string? HostName { get; set; }

    public string? TimeZone { get; set; }

    /// <summary>Packages, and whether they are to be there.</summary>
    public SortedDictionary<string, bool> Packages { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, UserStep> Users { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, FileStep> Files { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, string> Sysctl { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, ServiceStep> Services { get; } = new(StringComparer.Ordinal);

    public OrderedDictionary<string, string> Ssh { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>How the node is a member of the Serf cluster.</summary>
    public SerfInstallSettings? Serf { get; set; }

    /// <summary>The steps in the order in which they are applied: what others need comes first, and what might lock somebody out comes last.</summary>
    public IReadOnlyList<NodeStep> Steps()
    {
        var steps = new List<NodeStep>();
        if (HostName is not null)
            steps.Add(new HostNameStep(HostName));
        var (present, absent) = (Named(there: true), Named(there: false));
        if (Packages.Count > 0)
            steps.Add(new RepairStep());
        if (absent.Count > 0)
            steps.Add(new PackageStep(absent, present: false));
        if (present.Count > 0)
            steps.Add(new PackageStep(present, present: true));
        if (TimeZone is not null)
            steps.Add(new TimeZoneStep(TimeZone));
        steps.AddRange(Users.Values);
        if (Sysctl.Count > 0)
            Files.TryAdd(SysctlStep.Path, new FileStep(SysctlStep.Path, SysctlStep.Content(Sysctl)));
        steps.AddRange(Files.Values);
        if (Sysctl.Count > 0)
            steps.Add(new SysctlStep(Sysctl));
        steps.AddRange(Services.Values);
        if (Ssh.Count > 0)
            steps.Add(new SshStep(Ssh));
        return steps;
    }

    private List<string> Named(bool there) => [.. Packages.Where(pair => pair.Value == there).Select(pair => pair.Key)];
}
