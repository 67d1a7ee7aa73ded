using Dentropy.Nodes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Looks at a node's key file before ssh does, which would only say that the server refused.</summary>
internal static class IdentityFiles
{
    public static void ThrowIfMissing(DcNode node)
    {
        // ssh expands tokens such as %d itself.
        if (node.IdentityFile is not { Length: > 0 } identity || identity.Contains('%', StringComparison.Ordinal))
        {
            return;
        }

        var path = identity.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), identity[2..])
            : identity;
        if (!File.Exists(path))
        {
            throw new DentropyException(
                "IdentityFileMissing",
                DentropyErrorCategory.ObjectNotFound,
                node.Name,
                $"The key file {path} of node '{node.Name}' is not there. Correct it with Set-DcNode {node.Name} -IdentityFile.");
        }
    }
}
