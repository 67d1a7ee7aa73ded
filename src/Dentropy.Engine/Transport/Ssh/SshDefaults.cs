using System.Runtime.Intrinsics.Arm;
using Dentropy.Nodes;
using X86Aes = System.Runtime.Intrinsics.X86.Aes;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>
/// Settings of ours that the operator's own <c>ssh_config</c> wins over, so they stand in a file behind it and not on the command line:
/// ssh takes the first value that it meets. The one there is puts AES-GCM first between two machines that have it in their processors,
/// where it takes half of what ssh's usual cipher takes; others stay with the usual one, which is the faster there.
/// </summary>
internal static class SshDefaults
{
    private const string Text = """
        Include ~/.ssh/config
        Include /etc/ssh/ssh_config
        Match all
          Ciphers ^aes128-gcm@openssh.com

        """;

    /// <summary>The file's path among the files of a pool; null where this machine has no use for it.</summary>
    /// <param name="folder">Folder of the pool.</param>
    public static string? Write(string folder)
    {
        if (OperatingSystem.IsWindows() || !(X86Aes.IsSupported || Aes.IsSupported))
        {
            return null;
        }

        var path = Path.Combine(folder, "ssh_config");
        File.WriteAllText(path, Text);
        return path;
    }

    /// <summary>Whether a node's processor has AES for certain; an ARM of unknown make may have it or not.</summary>
    public static bool FitFor(DcNode node) => node.Architecture?.ToLowerInvariant() is "amd64" or "x86_64" or "x64";
}
