using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Restore;

/// <param name="Path">The path.</param>
/// <param name="Ancestor">The deepest folder above it, or it itself, that is there.</param>
/// <param name="FirstMissing">The first folder of it that is missing; null where it is there.</param>
internal sealed record CheckedFolder(string Path, string Ancestor, string? FirstMissing);

/// <summary>
/// Looks at paths of a node as root, through a helper that sees all of its file system, and makes folders. An account that may use Docker
/// need not be able to look everywhere itself.
/// </summary>
internal sealed class FolderCheck(HelperContainer helper, string node) : IAsyncDisposable
{
    // Links are not followed: in the helper an absolute one would lead somewhere else than on the node.
    private const string Look =
        """
        rest=${P#/} cur=/host
        while [ -n "$rest" ]; do
          part=${rest%%/*}
          case $rest in */*) rest=${rest#*/} ;; *) rest= ;; esac
          if [ -L "$cur/$part" ]; then printf 'link\n%s\n' "${cur#/host}/$part"; exit; fi
          if [ ! -e "$cur/$part" ]; then printf 'missing\n%s\n%s\n' "${cur#/host}" "${cur#/host}/$part"; exit; fi
          [ -d "$cur/$part" ] || { printf 'file\n%s\n' "${cur#/host}/$part"; exit; }
          cur=$cur/$part
        done
        if a=$(ls -A "$cur") && [ -z "$a" ]; then echo empty; else echo full; fi
        """;

    public static async Task<FolderCheck> StartAsync(DockerClient client, string runId, string? image, CancellationToken cancellationToken) => new(
        await HelperContainer.StartAsync(
            client,
            new HelperSettings { RunId = runId, HelperImage = image, Mounts = [new HelperMount { Source = "/", Target = "/host", IsBind = true, Writable = true }] },
            cancellationToken).ConfigureAwait(false),
        client.Node.Name);

    /// <exception cref="DentropyException"><c>PathNotEmpty</c>, <c>PathNotUsable</c>.</exception>
    public async Task<CheckedFolder> CheckAsync(string path, bool isFile, CancellationToken cancellationToken)
    {
        var (_, output, error) = await helper.CaptureAsync(Look, ["P=" + path], cancellationToken).ConfigureAwait(false);
        var lines = output.TrimEnd('\n').Split('\n');
        return lines switch
        {
            ["missing", var ancestor, var missing] => new CheckedFolder(path, ancestor.Length > 0 ? ancestor : "/", missing),
            ["empty"] when !isFile => new CheckedFolder(path, path, FirstMissing: null),
            ["link", var link] => throw NotUsable(path, $"{link} is a link. Give the path that it leads to"),
            ["file", var file] when file != path => throw NotUsable(path, $"{file} is no folder. Give another path"),
            ["empty" or "full"] or ["file", _] => throw new DentropyException(
                "PathNotEmpty",
                DentropyErrorCategory.ResourceExists,
                path,
                $"{path} on node '{node}' is there already and not empty, and it is not written to. Map the volume to another place with -VolumeMap; nothing was changed."),
            _ => throw NotUsable(path, error.Trim() is { Length: > 0 } said ? said : "it could not be looked at"),
        };
    }

    public async Task MakeAsync(string path, CancellationToken cancellationToken)
    {
        var (exit, _, error) = await helper.CaptureAsync("mkdir -p -- \"/host$P\"", ["P=" + path], cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw NotUsable(path, error.Trim());
    }

    public ValueTask DisposeAsync() => helper.DisposeAsync();

    private DentropyException NotUsable(string path, string why) => new(
        "PathNotUsable", DentropyErrorCategory.WriteError, path, $"{path} on node '{node}' cannot take a volume: {why.TrimEnd('.')}. Nothing was changed.");
}
