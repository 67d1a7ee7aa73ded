using System.Globalization;
using System.Net;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>
/// A node whose network is cut by its own packet filter. Our ssh connection is left out of the cut, so that it can be undone at once; where that
/// connection breaks all the same, the timer on the node undoes it.
/// </summary>
internal sealed class NetworkHost(ILinkPool pool, DcNode node, DrillSettings settings) : DrillHost(node, settings)
{
    private const string AskConnection = "printf %s \"$SSH_CONNECTION\"";

    private (IPAddress, int, IPAddress, int)? _ssh;
    private bool _sudo;

    protected override async Task ArmOnceAsync(string run, TimeSpan time, CancellationToken cancellationToken)
    {
        var link = await pool.GetAsync(Node, cancellationToken).ConfigureAwait(false);
        _sudo = await link.AskAsync("id -u", cancellationToken).ConfigureAwait(false) != "0";
        _ssh = Connection(await link.AskAsync(AskConnection, cancellationToken).ConfigureAwait(false));
        // Where each command has a connection of its own, all from here have to get through.
        if (_ssh is var (client, port, server, to) && Connection(await link.AskAsync(AskConnection, cancellationToken).ConfigureAwait(false))?.Item2 != port)
            _ssh = (client, 0, server, to);
        var said = await RunAsync(link, DrillScript.ArmNetwork(run, time), _sudo, why => DrillErrors.NotArmed(Node.Name, why), cancellationToken).ConfigureAwait(false);
        var lines = said.Split('\n', StringSplitOptions.TrimEntries);
        Machine = lines.FirstOrDefault(line => line.StartsWith("machine ", StringComparison.Ordinal))?["machine ".Length..];
        Addresses = [.. lines.Where(line => line.StartsWith("address ", StringComparison.Ordinal)).Select(line => IPAddress.TryParse(line["address ".Length..], out var address) ? address : null).OfType<IPAddress>()];
    }

    protected override async Task CutOnceAsync(string run, IReadOnlyList<IPAddress> peers, CancellationToken cancellationToken)
    {
        var link = await pool.GetAsync(Node, cancellationToken).ConfigureAwait(false);
        await RunAsync(link, DrillScript.CutNetwork(run, _ssh, peers), _sudo, why => DrillErrors.NotCut(Node.Name, why), cancellationToken).ConfigureAwait(false);
    }

    protected override async Task UndoOnceAsync(string run, CancellationToken cancellationToken)
    {
        var link = await pool.GetAsync(Node, cancellationToken).ConfigureAwait(false);
        await RunAsync(link, DrillScript.Undo(DrillScript.NodeFolder, run), _sudo, why => DrillErrors.Unreachable(Node.Name, new IOException(why)), cancellationToken).ConfigureAwait(false);
    }

    // sshd sets it to: client address, client port, server address, server port (ssh(1), ENVIRONMENT).
    private static (IPAddress, int, IPAddress, int)? Connection(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 4 && Address(words[0]) is { } client && Port(words[1]) is { } from && Address(words[2]) is { } server && Port(words[3]) is { } to ? (client, from, server, to) : null;
    }

    private static IPAddress? Address(string text) => IPAddress.TryParse(text.Split('%')[0], out var address) ? address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address : null;

    private static int? Port(string text) => ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : null;
}
