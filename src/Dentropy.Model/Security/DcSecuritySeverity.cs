namespace Dentropy.Security;

/// <summary>How bad a finding is, from the least on.</summary>
public enum DcSecuritySeverity
{
    /// <summary>Nothing bad was seen; something could not be looked at.</summary>
    Information,

    /// <summary>A second fault is needed before it does harm.</summary>
    Low,

    /// <summary>It makes an attack easier.</summary>
    Medium,

    /// <summary>An attack that is tried every day on the internet could succeed.</summary>
    High,

    /// <summary>Whoever reaches the node may take it over.</summary>
    Critical,
}
