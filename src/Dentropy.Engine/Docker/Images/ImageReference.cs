namespace Dentropy.Engine.Docker;

/// <summary>The parts of an image's name (distribution's reference grammar).</summary>
/// <param name="Registry">The registry's host, <c>docker.io</c> where the name has none.</param>
/// <param name="Repository">The name without tag and digest, as it was written.</param>
/// <param name="TagOrDigest">The digest (<c>sha256:...</c>) where there is one, else the tag, <c>latest</c> where there is none.</param>
internal sealed record ImageReference(string Registry, string Repository, string TagOrDigest)
{
    public const string Hub = "docker.io";

    public static ImageReference Parse(string reference)
    {
        var at = reference.IndexOf('@', StringComparison.Ordinal);
        var digest = at < 0 ? null : reference[(at + 1)..];
        var name = at < 0 ? reference : reference[..at];
        var slash = name.LastIndexOf('/');
        var colon = name.LastIndexOf(':');
        var tag = colon > slash ? name[(colon + 1)..] : null;
        var repository = colon > slash ? name[..colon] : name;
        return new ImageReference(RegistryOf(repository), repository, digest ?? tag ?? "latest");
    }

    // Only a first part with a dot, a colon or a capital letter, or localhost, is a host.
    private static string RegistryOf(string repository)
    {
        var slash = repository.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? "" : repository[..slash];
        var isHost = first.Contains('.', StringComparison.Ordinal) || first.Contains(':', StringComparison.Ordinal) || first is "localhost" || first.Any(char.IsAsciiLetterUpper);
        return !isHost || first is "index.docker.io" ? Hub : first;
    }
}
