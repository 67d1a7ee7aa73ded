using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>A profile with those that it takes over, in the order in which they count: each wins over those before it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Files">The profiles, itself last.</param>
internal sealed record Profile(string Name, IReadOnlyList<ProfileFile> Files)
{
    /// <summary>The steps on a node, in the order in which they are applied, and how the node is a member of the Serf cluster; null where it need not be.</summary>
    /// <exception cref="DentropyException"><c>ProfileInvalid</c>, <c>ProfileVariableUnknown</c>, <c>ProfileUnreadable</c>, <c>SecretUnavailable</c>.</exception>
    public async Task<(IReadOnlyList<NodeStep> Steps, SerfInstallSettings? Serf)> ForAsync(DcNode node, CancellationToken cancellationToken)
    {
        var draft = await ReadAsync(node, cancellationToken).ConfigureAwait(false);
        return (draft.Steps(), draft.Serf);
    }

    /// <summary>The steps without a node: variables stay as they are written.</summary>
    public async Task<IReadOnlyList<NodeStep>> LookAsync(CancellationToken cancellationToken) => (await ReadAsync(node: null, cancellationToken).ConfigureAwait(false)).Steps();

    private async Task<ProfileDraft> ReadAsync(DcNode? node, CancellationToken cancellationToken)
    {
        var draft = new ProfileDraft();
        foreach (var file in Files)
            await new ProfileReader(file, new ProfileVariables(node), draft).ReadAsync(cancellationToken).ConfigureAwait(false);
        return draft;
    }
}

/// <summary>One file of a profile.</summary>
/// <param name="Name">The profile's name.</param>
/// <param name="Path">The file; for one that came with Dentropy a name for messages.</param>
/// <param name="Root">Its content; null where there is none.</param>
/// <param name="BuiltIn">Whether it came with Dentropy.</param>
internal sealed record ProfileFile(string Name, string Path, YamlPiece? Root, bool BuiltIn)
{
    public const string Extends = "extends";

    /// <summary>Keys that a profile may have, in the order in which its steps are applied.</summary>
    public static readonly string[] Keys = ["description", Extends, "hostname", "timezone", "packages", "ntp", "users", "files", "sysctl", "docker", "upgrades", "services", "ssh", "serf"];

    public ProfileKeys Top => new(Path, "the profile", Root is null or YamlText { Text: null } ? new YamlMap(1, []) : Root, Keys);
}
