using System.Formats.Tar;
using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Edge.Public;

/// <summary>One node of an endpoint: scripts as root over its link.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node.</param>
internal sealed class PublicHost(ILinkPool links, DcNode node)
{
    private const string Mark = "dentropy:";

    private bool? _sudo;

    public DcNode Node => node;

    /// <summary>What the node has.</summary>
    public async Task<PublicFacts> LookAsync(bool isPublic, CancellationToken cancellationToken)
    {
        var (output, said, exit) = await TryAsync(isPublic ? PublicScripts.LookPublic : PublicScripts.LookBalancer, null, cancellationToken).ConfigureAwait(false);
        return PublicFacts.Parse(output) ?? throw PublicErrors.NotUnderstood(node.Name, NodeShell.Why(said, exit));
    }

    /// <summary>Takes the node for this run; it is free again when the result is disposed, and half a minute after the link was lost.</summary>
    /// <exception cref="DentropyException"><c>PublicEndpointBusy</c>.</exception>
    public async Task<IAsyncDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var link = await LinkAsync(cancellationToken).ConfigureAwait(false);
        var script = PublicScripts.Hold($"{Environment.UserName}@{Environment.MachineName}");
        var held = new HeldNode(await link.StartAsync(NodeShell.Script(script, _sudo!.Value), cancellationToken).ConfigureAwait(false));
        try
        {
            var answer = await held.AnswerAsync(cancellationToken).ConfigureAwait(false);
            if (answer == "held")
                return held;
            throw answer.StartsWith("busy", StringComparison.Ordinal) ? PublicErrors.Busy(node.Name, answer["busy".Length..].Trim()) : PublicErrors.Of(node.Name, "write", answer);
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="DentropyException">What it says of its failure.</exception>
    public async Task<string> RunAsync(string script, IReadOnlyDictionary<string, string>? files, CancellationToken cancellationToken)
    {
        var input = files is null ? null : await ArchiveAsync(files, cancellationToken).ConfigureAwait(false);
        var (output, said, exit) = await TryAsync(script, input, cancellationToken).ConfigureAwait(false);
        if (exit == 0)
            return Encoding.UTF8.GetString(output).Trim();
        var at = said.IndexOf(Mark, StringComparison.Ordinal);
        var word = at < 0 ? "" : said[(at + Mark.Length)..].Split(' ', '\n')[0];
        throw PublicErrors.Of(node.Name, word, NodeShell.Why(said, exit));
    }

    private async Task<(byte[] Output, string Said, int Exit)> TryAsync(string script, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await LinkAsync(cancellationToken).ConfigureAwait(false);
        return await NodeShell.RunAsync(link, NodeShell.Script(script, _sudo!.Value), input, cancellationToken).ConfigureAwait(false);
    }

    private async Task<INodeLink> LinkAsync(CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        _sudo ??= await link.AskAsync("if [ \"$(id -u)\" = 0 ]; then echo root; else sudo -n true 2>&1 && echo sudo; fi", cancellationToken).ConfigureAwait(false) switch
        {
            "root" => false,
            "sudo" => true,
            var said => throw PublicErrors.NeedsRoot(node.Name, Shown.Text(said)),
        };
        return link;
    }

    private static async Task<byte[]> ArchiveAsync(IReadOnlyDictionary<string, string> files, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var writer = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var (name, text) in files)
            {
                var entry = new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) };
                await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }

        return memory.ToArray();
    }
}
