using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Sends parts of a backup into the helper on the node, where the node's own programs unpack them.</summary>
internal sealed class PartUnpack(HelperContainer helper, string node, string unpacker)
{
    // SELinux's labels are the node's business: what one node calls a container's file another may not. --listed-incremental has tar remove
    // what a later pass says is gone.
    private const string Extract =
        """
        cd "$ROOT" || exit 9
        if [ -n "$FRESH" ] && [ -n "$(ls -A "$MEMBER" | grep -vx 'lost+found')" ]; then echo 'it is not empty' >&2; exit 8; fi
        s=/tmp/unpack.$$
        { $UNPACK -dcq; echo $? >$s; } | tar -x -p -f - --acls --xattrs --xattrs-include='*' --xattrs-exclude=security.selinux \
          --numeric-owner --listed-incremental=/dev/null -- "$MEMBER"
        t=$?
        read -r u <$s
        rm -f $s
        [ "$t$u" = 00 ] && echo done
        """;

    /// <summary>Unpacks one pass of a volume or path into its mount.</summary>
    /// <param name="member">Folder of its members, which is where it is mounted below the root.</param>
    /// <param name="root">The helper's folder that members are relative to.</param>
    /// <param name="fresh">Whether this is the first pass, for which the mount has to be empty.</param>
    /// <param name="packed">The part, compressed.</param>
    /// <param name="sent">Told how many bytes went out.</param>
    /// <param name="cancellationToken">Ends the work; what was unpacked stays.</param>
    public async Task ExtractAsync(string member, string root, bool fresh, Stream packed, Action<int> sent, CancellationToken cancellationToken)
    {
        var exec = await helper.RunAsync(
            Extract, ["ROOT=" + root, "MEMBER=" + member, "UNPACK=" + unpacker, "FRESH=" + (fresh ? "1" : "")], cancellationToken, stdin: true).ConfigureAwait(false);
        await using (exec.ConfigureAwait(false))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var error = HelperContainer.ReadTextAsync(exec.StandardError, cancellationToken);
            var output = HelperContainer.ReadTextAsync(exec.StandardOutput, cancellationToken);
            var feeding = FeedAsync(packed, exec, sent, stop.Token);
            if (await Task.WhenAny(feeding, output).ConfigureAwait(false) == feeding && feeding.IsCompletedSuccessfully)
                await output.ConfigureAwait(false);

            cancellationToken.ThrowIfCancellationRequested();
            if (feeding.IsFaulted && feeding.Exception.InnerException is DentropyException broken && !IsOfConnection(broken))
                throw broken;
            await stop.CancelAsync().ConfigureAwait(false);
            await ((Task)feeding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var done = (await output.ConfigureAwait(false)).Trim() == "done";
            if (done && feeding.IsCompletedSuccessfully)
                return;

            // What was damaged on the way says more than what a program said about it.
            var failure = Failed(member, (await error.ConfigureAwait(false)).Trim());
            if (failure.ErrorId == "UnpackFailed")
                await packed.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
            throw failure;
        }
    }

    /// <summary>Unpacks a part that is one member, e.g. an archive of images, as a stream.</summary>
    public async Task PlainAsync(Stream packed, Func<Stream, Task> take, Action<int> sent, CancellationToken cancellationToken)
    {
        var exec = await helper.RunAsync("exec $UNPACK -dcq", ["UNPACK=" + unpacker], cancellationToken, stdin: true).ConfigureAwait(false);
        await using (exec.ConfigureAwait(false))
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var error = HelperContainer.ReadTextAsync(exec.StandardError, cancellationToken);
            var feeding = FeedAsync(packed, exec, sent, stop.Token);
            try
            {
                await take(exec.StandardOutput).ConfigureAwait(false);
                await exec.StandardOutput.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
                await feeding.ConfigureAwait(false);
            }
            catch (Exception) when (!feeding.IsCompletedSuccessfully)
            {
                await stop.CancelAsync().ConfigureAwait(false);
                await ((Task)feeding).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                if (feeding.IsFaulted && feeding.Exception.InnerException is DentropyException broken && !IsOfConnection(broken))
                    throw broken;
                throw;
            }

            if (await exec.WaitForExitAsync(cancellationToken).ConfigureAwait(false) is not 0)
                throw Failed("the images", (await error.ConfigureAwait(false)).Trim());
        }
    }

    private static async Task FeedAsync(Stream packed, IHelperProcess process, Action<int> sent, CancellationToken cancellationToken)
    {
        await BlockPump.RunAsync(
            packed,
            async block =>
            {
                await process.StandardInput.WriteAsync(block, cancellationToken).ConfigureAwait(false);
                sent(block.Length);
            },
            cancellationToken).ConfigureAwait(false);
        await process.CloseInputAsync(cancellationToken).ConfigureAwait(false);
    }

    // A write that fails says that the programs ended, and those say why.
    private static bool IsOfConnection(DentropyException error) => error.Category == DentropyErrorCategory.ConnectionError;

    private DentropyException Failed(string member, string said)
    {
        var last = string.Join("; ", said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.Contains("Exiting with failure", StringComparison.Ordinal)).TakeLast(3));
        var full = said.Contains("No space left", StringComparison.Ordinal) || said.Contains("quota", StringComparison.OrdinalIgnoreCase);
        return new DentropyException(
            full ? "NodeDiskFull" : "UnpackFailed",
            full ? DentropyErrorCategory.WriteError : DentropyErrorCategory.InvalidResult,
            node,
            $"{Inventory.Shown.Text(member)} could not be unpacked on node '{node}': {(last.Length > 0 ? last.TrimEnd('.') : $"{unpacker} or tar failed")}. "
                + (full ? "Make room there, or map the volume elsewhere with -VolumeMap." : "Everything that was made is removed again."));
    }
}
