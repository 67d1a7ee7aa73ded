using System.Formats.Tar;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>
/// The images of helpers and guards: empty but for the folders that things are mounted at, so nothing is pulled and every architecture
/// will do. There are two, since <c>/bin</c> and <c>/lib</c> are links into <c>/usr</c> on most systems and folders on others.
/// </summary>
internal static class HelperImages
{
    /// <summary>For nodes whose <c>/bin</c>, <c>/sbin</c> and <c>/lib*</c> are links into <c>/usr</c>.</summary>
    public const string Merged = "dentropy-helper:merged";

    /// <summary>For nodes where they are folders of their own.</summary>
    public const string Split = "dentropy-helper:split";

    /// <summary>The folders that are mounted read-only from the node, for one of the images.</summary>
    public static IReadOnlyList<string> Folders(string image) => image == Split ? ["/usr", "/bin", "/sbin", "/lib"] : ["/usr"];

    /// <summary>The image's name, after it was made where the node does not have it.</summary>
    public static async Task<string> EnsureAsync(DockerClient client, string image, CancellationToken cancellationToken)
    {
        try
        {
            await client.Images.InspectAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId == "ImageNotFound")
        {
            using var tar = Root(split: image == Split);
            await client.Images.ImportAsync(tar, image, [$"LABEL {HelperLabels.Role}={HelperLabels.Helper}"], cancellationToken).ConfigureAwait(false);
        }

        return image;
    }

    private static MemoryStream Root(bool split)
    {
        var content = new MemoryStream();
        using (var tar = new TarWriter(content, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var folder in (string[])["usr/", "etc/", "state/", "dentropy/"])
            {
                Add(tar, folder, mode: 0x1ED);
            }

            Add(tar, "tmp/", mode: 0x3FF);
            foreach (var name in (string[])["bin", "sbin", "lib", "lib32", "lib64", "libx32"])
            {
                if (split)
                {
                    Add(tar, name + "/", mode: 0x1ED);
                }
                else
                {
                    tar.WriteEntry(new UstarTarEntry(TarEntryType.SymbolicLink, name) { LinkName = "usr/" + name, ModificationTime = DateTimeOffset.UnixEpoch });
                }
            }
        }

        content.Position = 0;
        return content;
    }

    private static void Add(TarWriter tar, string folder, int mode) =>
        tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, folder) { Mode = (UnixFileMode)mode, ModificationTime = DateTimeOffset.UnixEpoch });
}
