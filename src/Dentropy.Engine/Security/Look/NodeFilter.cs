namespace Dentropy.Engine.Security.Look;

/// <summary>Both families of a node's packet filter.</summary>
internal sealed class NodeFilter(NodeLook look)
{
    private readonly PacketFilter _four = new(look.Lines("rule4"));
    private readonly PacketFilter _six = new(look.Lines("rule6"));
    private readonly bool _seen = !look.Unseen.ContainsKey("filter");

    /// <summary>Ports that it sends on.</summary>
    public IEnumerable<ForwardedPort> Forwards => _four.Forwards().Concat(_six.Forwards());

    /// <summary>Who gets to a port; the more open of the two families counts. What Docker forwards to containers does not pass by the rules for the node itself.</summary>
    public FilterVerdict Verdict(ListeningSocket socket)
    {
        if (!_seen || socket.Processes.Contains("docker-proxy", StringComparer.Ordinal))
            return FilterVerdict.Open;
        var verdict = FilterVerdict.Closed;
        if (socket.Takes4)
            verdict = Worse(verdict, _four.Input(socket.Protocol, socket.Port));
        if (socket.Takes6)
            verdict = Worse(verdict, _six.Input(socket.Protocol, socket.Port));
        return verdict;
    }

    /// <summary>What the packet filter does, to be put behind a port.</summary>
    public string Words(FilterVerdict verdict) => verdict switch
    {
        _ when !_seen => "",
        FilterVerdict.Closed => "; the packet filter lets nobody in",
        FilterVerdict.Some => "; the packet filter lets some in",
        _ => "",
    };

    private static FilterVerdict Worse(FilterVerdict left, FilterVerdict right) => left > right ? left : right;
}
