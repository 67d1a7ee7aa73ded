using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Dentropy.Cluster;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>Fetches one path from any node.</summary>
internal sealed partial class FetchJob
{
    private const int ErrorLimit = 64 * 1024;

    private readonly ILinkPool _pool;
    private readonly string _remotePath;
    private readonly string _localFolder;
    private readonly bool _nodeFolders;
    private readonly ItemCopySettings _settings;
    private readonly CopyProgress _told;
    private readonly string _name;

    public FetchJob(ILinkPool pool, string remotePath, string localFolder, bool nodeFolders, ItemCopySettings settings, CopyProgress told)
    {
        _pool = pool;
        _remotePath = remotePath;
        _localFolder = localFolder;
        _nodeFolders = nodeFolders;
        _settings = settings;
        _told = told;
        _name = remotePath.TrimEnd('/').Split('/')[^1];
        if (_name is "" or "." or ".." or "~")
        {
            throw CopyErrors.NoName(remotePath);
        }

        if (_name.IndexOfAny(Path.GetInvalidFileNameChars()) >= 0)
        {
            throw new DentropyException("InvalidItemName", DentropyErrorCategory.InvalidArgument, remotePath, $"This machine cannot have a file by the name '{_name}'. Nothing was fetched.");
        }
    }

    public async Task<DcCopyResult> RunAsync(DcNode node, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var folder = _nodeFolders ? Path.Combine(_localFolder, node.Name) : _localFolder;
        var result = new DcCopyResult { Node = node.Name, Status = DcCopyStatus.Failed, Source = _remotePath, Destination = Path.Combine(folder, _name), Duration = TimeSpan.Zero };
        _told.Begin(node);
        try
        {
            var link = await _pool.GetAsync(node, cancellationToken).ConfigureAwait(false);
            result = await FetchAsync(link, node, folder, result, cancellationToken).ConfigureAwait(false);
            return result with { Duration = watch.Elapsed };
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return result with { Failure = e as DentropyException ?? LinkErrors.Broken(node.Name, e), Duration = watch.Elapsed };
        }
        finally
        {
            _told.Finish(node);
        }
    }

    private async Task<DcCopyResult> FetchAsync(INodeLink link, DcNode node, string folder, DcCopyResult result, CancellationToken cancellationToken)
    {
        var same = _settings.SkipUnchanged && File.Exists(result.Destination)
            ? await Checksums.OfFileAsync(result.Destination, cancellationToken).ConfigureAwait(false)
            : "";
        var process = await link.StartAsync(CopyScripts.Send(_remotePath, same, _settings), cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            await process.StandardInput.DisposeAsync().ConfigureAwait(false);
            var error = new OutputBuffer(ErrorLimit);
            var reading = error.FillAsync(process.StandardError, CancellationToken.None);
            var output = new NodeOutput(process.StandardOutput);
            try
            {
                var header = await HeaderAsync(output, node, cancellationToken).ConfigureAwait(false);
                if (header is null)
                {
                    return result with { Status = DcCopyStatus.Unchanged, Sha256 = same };
                }

                _told.Expect(header.Value.Size);
                return await ReceiveAsync(output, node, folder, header.Value.IsFolder, result, () => ErrorAsync(reading, error), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or EndOfStreamException or FormatException)
            {
                // The archive broke off: how the command ended, or that the link did, says why. One that makes no sense goes on.
                if (e is not IOException)
                {
                    await process.StopAsync().ConfigureAwait(false);
                }

                var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                await reading.ConfigureAwait(false);
                throw ScriptAnswer.Silent(node, _remotePath, error, exit);
            }
        }
    }

    /// <returns>What comes, or null if it need not come.</returns>
    private async Task<(bool IsFolder, long Size)?> HeaderAsync(NodeOutput output, DcNode node, CancellationToken cancellationToken)
    {
        while (await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(CopyScripts.Same, StringComparison.Ordinal))
            {
                return null;
            }

            if (line.StartsWith(CopyScripts.Ok, StringComparison.Ordinal))
            {
                var words = line[CopyScripts.Ok.Length..].Split(' ');
                return (words[0] == "folder", long.Parse(words[1], CultureInfo.InvariantCulture));
            }

            if (line.StartsWith(CopyScripts.Fail, StringComparison.Ordinal))
            {
                var detail = await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? "";
                throw CopyErrors.FromScript(node.Name, _remotePath, line[CopyScripts.Fail.Length..].Trim(), detail);
            }
        }

        throw new EndOfStreamException();
    }

    private async Task<DcCopyResult> ReceiveAsync(NodeOutput output, DcNode node, string folder, bool isFolder, DcCopyResult result, Func<Task<string>> error, CancellationToken cancellationToken)
    {
        var target = result.Destination;
        if (!isFolder)
        {
            target = LocalPlacement.ResolveFile(node.Name, target);
        }
        else if (File.Exists(target))
        {
            throw CopyErrors.Conflict(node.Name, target);
        }

        // Beside the destination, or in it where it is a folder already, which may be a disk of its own.
        using var staging = StagingFolder.Make(node.Name, Directory.Exists(target) ? target : Path.GetDirectoryName(target)!);
        var received = new ArchiveReceiver(node.Name, Path.Combine(staging.Path, CopyScripts.Content), isFolder, bytes => _told.Moved(node, bytes));
        await received.ReadAsync(output, cancellationToken).ConfigureAwait(false);
        var code = await VerifyAsync(output, node, received, cancellationToken).ConfigureAwait(false);
        var said = await error().ConfigureAwait(false);
        // GNU tar ends with 1 where a file changed while it was read; then the checksums tell whether it matters.
        if (code > 1)
        {
            throw said.Contains("Permission denied", StringComparison.Ordinal)
                ? CopyErrors.FromScript(node.Name, _remotePath, "denied", Denied(said))
                : CopyErrors.Incomplete(node.Name, _remotePath, CopyErrors.OneLine(said));
        }

        new LocalPlacement(node.Name, received, target).Place();
        return result with
        {
            Status = DcCopyStatus.Copied,
            Files = received.Items.Values.Count(item => item.Kind == LocalItemKind.File),
            Bytes = received.Bytes,
            Sha256 = isFolder ? null : received.Items[""].Sum,
            Skipped = [.. received.Skipped, .. IgnoredSocket().Matches(said).Select(match => match.Groups["name"].Value)],
        };
    }

    /// <summary>Compares what was written with the checksums that follow the archive.</summary>
    /// <returns>The exit code of the node's tar.</returns>
    private async Task<int> VerifyAsync(NodeOutput output, DcNode node, ArchiveReceiver received, CancellationToken cancellationToken)
    {
        await output.SkipZerosAsync(cancellationToken).ConfigureAwait(false);
        if (await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) != CopyScripts.Trailer)
        {
            throw new InvalidDataException("What follows the archive is not its checksums.");
        }

        var isFolder = received.Items.TryGetValue("", out var root) && root.Kind == LocalItemKind.Folder;
        var sums = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            if (line.StartsWith(CopyScripts.TrailerEnd, StringComparison.Ordinal))
            {
                var code = int.Parse(line[CopyScripts.TrailerEnd.Length..], CultureInfo.InvariantCulture);
                Compare(node, received, sums, code);
                return code;
            }

            if (Checksums.Parse(line) is { } sum)
            {
                sums[isFolder ? sum.Name["./".Length..] : ""] = sum.Sum;
            }
        }

        throw new EndOfStreamException();
    }

    private void Compare(DcNode node, ArchiveReceiver received, Dictionary<string, string> sums, int code)
    {
        if (received.Items.Count == 0 && code <= 1)
        {
            throw CopyErrors.Incomplete(node.Name, _remotePath, "the archive is empty");
        }

        foreach (var item in received.Items.Values.Where(item => item.Kind == LocalItemKind.File))
        {
            if (!sums.TryGetValue(item.Name, out var sum) || !string.Equals(sum, item.Sum, StringComparison.Ordinal))
            {
                throw CopyErrors.Checksum(node.Name, item.Name.Length == 0 ? _remotePath : _remotePath.TrimEnd('/') + "/" + item.Name);
            }
        }
    }

    private static async Task<string> ErrorAsync(Task reading, OutputBuffer error)
    {
        await reading.ConfigureAwait(false);
        return Encoding.UTF8.GetString(error.ToArray());
    }

    private string Denied(string said) =>
        DeniedFile().Match(said) is { Success: true } match ? _remotePath.TrimEnd('/') + "/" + match.Groups["name"].Value : _remotePath;

    [GeneratedRegex(@"^tar: \./(?<name>.+): socket ignored$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex IgnoredSocket();

    [GeneratedRegex(@"^tar: (\./)?(?<name>.+?): .*Permission denied", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Multiline, 1000)]
    private static partial Regex DeniedFile();
}
