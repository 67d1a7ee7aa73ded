using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning;

/// <summary>Compares a node with what the inventory says it is, before anything is changed on it.</summary>
internal static class NodeIdentity
{
    public static void Check(DcNode node, NodeFacts facts)
    {
        if (facts.Distribution is not ("debian" or "ubuntu" or "raspbian"))
            throw ProvisionErrors.System(node.Name, facts.Distribution);
        if (node.Architecture is { Length: > 0 } architecture && Plain(architecture) != Plain(facts.Architecture))
            throw ProvisionErrors.Differs(node.Name, "the architecture", facts.Architecture, architecture, $"Set-DcNode {node.Name} -Architecture {facts.Architecture}");
        Compare("distribution", facts.Distribution);
        Compare("release", facts.Release);

        void Compare(string key, string found)
        {
            if (node.Metadata.TryGetValue(key, out var expected) && !string.Equals(expected, found, StringComparison.OrdinalIgnoreCase))
                throw ProvisionErrors.Differs(node.Name, "the " + key, found, expected, $"Set-DcNode {node.Name} -Metadata @{{ {key} = '{found}' }}");
        }
    }

    // Debian's names beside those of uname.
    private static string Plain(string architecture) => architecture.ToLowerInvariant() switch
    {
        "x86_64" or "x64" => "amd64",
        "aarch64" => "arm64",
        "armv7l" or "armv6l" or "arm" => "armhf",
        "i686" or "i586" or "x86" => "i386",
        var other => other,
    };
}
