namespace Dentropy.Engine.Nodes;

/// <summary>Names of processor architectures: kernels and Debian's packages have different ones for the same thing.</summary>
internal static class Architectures
{
    /// <summary>Debian's name for what <c>uname -m</c> or an inventory calls it; a name without another is left as it is.</summary>
    public static string? Debian(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        "x86_64" or "x64" or "x86-64" => "amd64",
        "aarch64" or "armv8" or "armv8l" => "arm64",
        "armv7l" or "armv7" => "armhf",
        "armv6l" => "armel",
        "i686" or "i586" or "i486" or "x86" => "i386",
        "ppc64le" => "ppc64el",
        var other => other,
    };
}
