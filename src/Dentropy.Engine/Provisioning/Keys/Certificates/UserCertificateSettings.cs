namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>A certificate that lets somebody into accounts.</summary>
public sealed record UserCertificateSettings
{
    /// <summary>Absolute path of the authority's key, either half.</summary>
    public required string CaKey { get; init; }

    /// <summary>Absolute path of the key to be certified, either half; only the public one is read.</summary>
    public required string PublicKey { get; init; }

    /// <summary>Accounts that it lets into, at least one.</summary>
    public required IReadOnlyList<string> Principals { get; init; }

    /// <summary>Who it is for, in words; null for what stands behind the key.</summary>
    public string? Identity { get; init; }

    /// <summary>How long it is valid, e.g. <c>12h</c>.</summary>
    public string ValidFor { get; init; } = "12h";

    /// <summary>Addresses and networks that a login has to come from; any where there are none.</summary>
    public IReadOnlyList<string> SourceAddress { get; init; } = [];

    /// <summary>The only command that a login runs; null for any.</summary>
    public string? ForceCommand { get; init; }
}
