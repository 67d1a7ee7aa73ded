using System.Globalization;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Check;

/// <summary>What is declared for a name and type in one view, and what the other view has.</summary>
/// <param name="View">The view.</param>
/// <param name="Expected">Its values.</param>
/// <param name="Other">The other view's values.</param>
/// <param name="Places">The places that have them.</param>
/// <param name="Proxied">Whether a place answers with its own address.</param>
internal sealed record DnsDeclared(DcDnsView View, IReadOnlyList<string> Expected, IReadOnlyList<string> Other, IReadOnlyList<string> Places, bool Proxied);

/// <summary>Says in words what an answer means.</summary>
internal static class DnsExplanation
{
    /// <summary>Whether an answer is right, and the sentence about it.</summary>
    /// <param name="declared">What is declared.</param>
    /// <param name="server">Who answered.</param>
    /// <param name="reply">The answer.</param>
    /// <param name="serial">The zone's serial at that server; null where it is not known.</param>
    public static (bool Agrees, string Text) Of(DnsDeclared declared, DnsServer server, DnsReply reply, uint? serial)
    {
        var side = declared.View == DcDnsView.Inside ? "inside" : "outside";
        var (places, wanted) = (string.Join(" and ", declared.Places), List(declared.Expected));
        var start = $"{side} {server.Name}";
        return reply switch
        {
            { Kind: DnsReplyKind.Silent } => (false, $"{start} does not answer: it is down, or a firewall drops the question; {places} has {wanted}"),
            { Kind: DnsReplyKind.Unreachable } => (false, $"{start} cannot be asked ({reply.Detail}); {places} has {wanted}"),
            { Kind: DnsReplyKind.Refused } => (false, $"{start} refuses to answer (REFUSED): it does not serve this zone, or not this machine; {places} has {wanted}"),
            { Kind: DnsReplyKind.Failed } => (false, $"{start} could not find out ({Code(reply.Detail)}): the server it asks in turn fails, or the zone's signatures are wrong; {places} has {wanted}"),
            { Values.Count: > 0 } when declared.Proxied && !Same(reply.Values, declared.Expected) => (true, $"{start} answers {List(reply.Values)}: {places} is asked to forward, so that another address than {wanted} is right"),
            { Values.Count: > 0 } when Same(reply.Values, declared.Expected) => (true, $"{start} answers {wanted} as declared"),
            { Values.Count: > 0 } when declared.Other.Count > 0 && Same(reply.Values, declared.Other) => (false, declared.View == DcDnsView.Inside
                ? $"{start} answers {List(reply.Values)}, which is the public value: it does not know the private record that {places} has ({wanted})"
                : $"{start} answers {List(reply.Values)}, which is the private value: the name is asked of an inside server, or the private record is public"),
            { Values.Count: > 0 } => (false, $"{start} answers {List(reply.Values)} though {places} has {wanted}: {Late(server, reply, serial)}"),
            { Kind: DnsReplyKind.NoName } => (false, $"{start} answers that the name does not exist (NXDOMAIN) though {places} has {wanted}: {Late(server, reply, serial)}"),
            _ => (false, $"{start} answers that there is no such record though {places} has {wanted}: {Late(server, reply, serial)}"),
        };
    }

    private static string Late(DnsServer server, DnsReply reply, uint? serial)
    {
        if (server.IsAuthoritative)
            return $"the change has not reached it yet{(serial is { } number ? string.Create(CultureInfo.InvariantCulture, $" (serial {number})") : "")}";
        return reply.Left is { TotalSeconds: > 0 } left
            ? string.Create(CultureInfo.InvariantCulture, $"it may remember the old answer for up to {left.TotalSeconds:0} more seconds, or asks somebody else")
            : "it asks somebody else, or the place does not serve it";
    }

    private static bool Same(IReadOnlyList<string> one, IReadOnlyList<string> other) => one.ToHashSet(StringComparer.Ordinal).SetEquals(other);

    private static string List(IReadOnlyList<string> values) => values.Count == 0 ? "nothing" : string.Join(", ", values.Take(5)) + (values.Count > 5 ? $" and {values.Count - 5} more" : "");

    private static string Code(string? detail) => detail is null or "ServerFailure" ? "SERVFAIL" : detail;
}
