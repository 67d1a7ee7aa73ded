using System.Net;
using System.Text.Json;
using Dentropy.Dns;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>An interface of a node, such as the gateway's. The addresses that stay are told: global ones that are not temporary (RFC 8981), deprecated or still tentative (RFC 4862).</summary>
/// <param name="name">Its name.</param>
/// <param name="node">The node.</param>
/// <param name="device">The interface.</param>
/// <param name="families">The families that it is asked for.</param>
/// <param name="links">Links to nodes.</param>
internal sealed class NodeAddressSource(string name, DcNode node, string device, IReadOnlyList<DcAddressFamily> families, ILinkPool links) : IAddressSource
{
    private static readonly string[] s_passing = ["temporary", "deprecated", "tentative", "dadfailed"];

    public string Name => name;

    public DcAddressSourceKind Kind => DcAddressSourceKind.Node;

    public IReadOnlyList<DcAddressFamily> Families => families;

    public async Task<IReadOnlyList<IPAddress>> AskAsync(DcAddressFamily family, CancellationToken cancellationToken)
    {
        string answer;
        try
        {
            var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
            // Busybox's ip has no -j, and small systems have no other.
            var show = "addr show dev " + ShellQuote.Word(device);
            answer = await link.AskAsync($"ip -j {(family == DcAddressFamily.IPv4 ? "-4" : "-6")} {show} 2>/dev/null || ip {show} 2>/dev/null", cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e)
        {
            throw new AddressProblemException(e.Message.TrimEnd('.'), isAway: true, e);
        }

        var found = Read(answer).Where(address => Addresses.FamilyOf(address) == family).Distinct().ToList();
        // An interface without the family is no doubt about it: there is none here.
        return found.Count > 0 ? found : throw new AddressProblemException(answer.Length == 0 ? $"tells nothing of {device}" : $"has no lasting {family} address on {device}", isAway: true);
    }

    /// <summary>The lasting global addresses that <c>ip</c> lists, as JSON or as text.</summary>
    public static IReadOnlyList<IPAddress> Read(string answer) => answer.StartsWith('[') ? InJson(answer) : InText(answer);

    private static IReadOnlyList<IPAddress> InJson(string answer)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            return [.. document.RootElement.EnumerateArray()
                .Where(link => link.TryGetProperty("addr_info", out _))
                .SelectMany(link => link.GetProperty("addr_info").EnumerateArray())
                .Where(entry => Text(entry, "scope") is "global" && !s_passing.Any(flag => Is(entry, flag)))
                .Select(entry => Addresses.Parse(Text(entry, "local")))
                .OfType<IPAddress>()];
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new AddressProblemException("answered with something that is not the list of its addresses", cause: e);
        }
    }

    private static bool Is(JsonElement entry, string flag) => entry.TryGetProperty(flag, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement entry, string key) => entry.TryGetProperty(key, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    // inet 203.0.113.7/24 brd 203.0.113.255 scope global wan0; inet6 2001:db8::7/64 scope global dynamic mngtmpaddr
    private static IReadOnlyList<IPAddress> InText(string answer) => [.. answer.Split('\n')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .Where(words => words.Length > 3 && words[0] is "inet" or "inet6" && IsGlobal(words) && !words.Intersect(s_passing, StringComparer.Ordinal).Any())
        .Select(words => Addresses.Parse(words[1].Split('/')[0]))
        .OfType<IPAddress>()];

    private static bool IsGlobal(string[] words) => Array.IndexOf(words, "scope") is var at and >= 0 && at + 1 < words.Length && words[at + 1] is "global";
}
