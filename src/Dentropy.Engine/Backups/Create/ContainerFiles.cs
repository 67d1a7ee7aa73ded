using System.Formats.Tar;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Files that were put into containers when they were made (configs and secrets), which no volume and no image has.</summary>
internal static class ContainerFiles
{
    private const int EndOfArchive = 1024;

    /// <summary>The folder of the archive for the files of a container.</summary>
    public static string Folder(int number) => $"files/{number}";

    /// <summary>Reads the files of all containers into tar members without an end of archive.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="containers">The containers with files, with the folders for them.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>BackupFilesFailed</c>.</exception>
    public static async Task<MemoryStream> ReadAsync(DockerClient client, IEnumerable<(ContainerDetails Container, string Folder)> containers, CancellationToken cancellationToken)
    {
        var content = new MemoryStream();
        var tar = new TarWriter(content, TarEntryFormat.Pax, leaveOpen: true);
        await using (tar.ConfigureAwait(false))
        {
            foreach (var (container, folder) in containers)
            {
                foreach (var path in AppFiles.Of(container))
                {
                    try
                    {
                        await AppFiles.CopyAsync(client, container, path, folder, tar, cancellationToken).ConfigureAwait(false);
                    }
                    catch (DentropyException e) when (e.Category != DentropyErrorCategory.ConnectionError)
                    {
                        throw BackupCreateErrors.FilesMissing(client.Node.Name, container.Name, path, e);
                    }
                }
            }
        }

        content.SetLength(content.Length - EndOfArchive);
        content.Position = 0;
        return content;
    }
}
