using System.Formats.Tar;
using System.Text.Json;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>Files that were put into containers when they were made (configs and secrets), which no volume and no image has.</summary>
public static class AppFiles
{
    /// <summary>The files that a container's label <see cref="AppLabels.Files"/> lists.</summary>
    /// <param name="container">The container.</param>
    /// <returns>Absolute paths in the container; none where there is no such label, or one that cannot be read.</returns>
    public static IReadOnlyList<string> Of(ContainerDetails container)
    {
        ArgumentNullException.ThrowIfNull(container);
        if (!container.Labels.TryGetValue(AppLabels.Files, out var text))
            return [];
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

    /// <summary>Copies a file or folder of a container into an archive, with owners, modes and times.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="container">The container; it need not run.</param>
    /// <param name="path">Absolute path in the container.</param>
    /// <param name="folder">Folder of the archive that stands for the container's root; empty for the archive's own root.</param>
    /// <param name="tar">The archive.</param>
    /// <param name="cancellationToken">Ends the copying.</param>
    /// <exception cref="DentropyException">What the engine says where the path is missing.</exception>
    public static async Task CopyAsync(DockerClient client, ContainerDetails container, string path, string folder, TarWriter tar, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(container);
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(tar);
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
                        continue;
                    var copy = new PaxTarEntry(entry.EntryType == TarEntryType.V7RegularFile ? TarEntryType.RegularFile : entry.EntryType, $"{folder}{parent}/{entry.Name}".TrimStart('/'))
                    {
                        Mode = entry.Mode,
                        Uid = entry.Uid,
                        Gid = entry.Gid,
                        ModificationTime = entry.ModificationTime,
                        DataStream = entry.DataStream,
                    };
                    if (entry.EntryType == TarEntryType.SymbolicLink)
                        copy.LinkName = entry.LinkName;
                    await tar.WriteEntryAsync(copy, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }
}
