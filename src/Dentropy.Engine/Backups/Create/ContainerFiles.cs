using System.Formats.Tar;
using System.Text.Json;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Files that were put into containers when they were made (configs and secrets), which no volume and no image has.</summary>
internal static class ContainerFiles
{
    private const int EndOfArchive = 1024;

    /// <summary>The files that a container's label lists.</summary>
    public static IReadOnlyList<string> Of(ContainerDetails container)
    {
        if (!container.Labels.TryGetValue(AppLabels.Files, out var text))
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? [.. json.RootElement.EnumerateArray().Where(path => path.ValueKind == JsonValueKind.String).Select(path => path.GetString()!)]
                : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

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
                foreach (var path in Of(container))
                {
                    try
                    {
                        await CopyAsync(client, container, path, folder, tar, cancellationToken).ConfigureAwait(false);
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

    private static async Task CopyAsync(DockerClient client, ContainerDetails container, string path, string folder, TarWriter tar, CancellationToken cancellationToken)
    {
        var archive = await client.Containers.GetArchiveAsync(container.Id, path, cancellationToken).ConfigureAwait(false);
        await using (archive.ConfigureAwait(false))
        {
            var reader = new TarReader(archive);
            await using (reader.ConfigureAwait(false))
            {
                var parent = path[..path.LastIndexOf('/')];
                while (await reader.GetNextEntryAsync(copyData: true, cancellationToken).ConfigureAwait(false) is { } entry)
                {
                    if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.Directory or TarEntryType.SymbolicLink))
                    {
                        continue;
                    }

                    var copy = new PaxTarEntry(entry.EntryType == TarEntryType.V7RegularFile ? TarEntryType.RegularFile : entry.EntryType, $"{folder}{parent}/{entry.Name}")
                    {
                        Mode = entry.Mode,
                        Uid = entry.Uid,
                        Gid = entry.Gid,
                        ModificationTime = entry.ModificationTime,
                        DataStream = entry.DataStream,
                    };
                    if (entry.EntryType == TarEntryType.SymbolicLink)
                    {
                        copy.LinkName = entry.LinkName;
                    }

                    await tar.WriteEntryAsync(copy, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
