using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>A profile with those that it takes over, in the order in which they count: each wins over those before it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Files">The profiles, itself last.</param>
internal sealed record Profile(string Name, IReadOnlyList<ProfileFile> Files)
{
    /// <summary>The steps on a node, in the order in which they are applied.</summary>
    /// <exception cref="DentropyException"><c>ProfileInvalid</c>, <c>ProfileVariableUnknown</c>, <c>ProfileUnreadable</c>, <c>SecretUnavailable</c>.</exception>
    public Task<IReadOnlyList<NodeStep>> ForAsync(DcNode node, CancellationToken cancellationToken) => ReadAsync(node, cancellationToken);

    /// <summary>The same without a node: variables stay as they are written.</summary>
    public Task<IReadOnlyList<NodeStep>> LookAsync(CancellationToken cancellationToken) => ReadAsync(node: null, cancellationToken);

    private async Task<IReadOnlyList<NodeStep>> ReadAsync(DcNode? node, CancellationToken cancellationToken)
    {
        var draft = new ProfileDraft();
        foreach (var file in Files)
            await new ProfileReader(file, new ProfileVariables(node), draft).ReadAsync(cancellationToken).ConfigureAwait(false);
        return draft.Steps();
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
    public static readonly string[] Keys = ["description", Extends, "hostname", "timezone", "packages", "ntp", "users", "files", "sysctl", "docker", "upgrades", "services", "ssh"];

    public ProfileKeys Top => new(Path, "the profile", Root is null or YamlText { Text: null } ? new YamlMap(1, []) : Root, Keys);
}
