using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>
/// A web service that answers with the address that it was asked from, in plain text or JSON. It is asked over the family that is wanted, past any proxy, whose
/// address it would tell, and redirects are not followed: a captive portal sends them.
/// </summary>
/// <param name="name">Its name.</param>
/// <param name="url">Where it is. An address instead of a host name is connected to as it is.</param>
/// <param name="field">Name of the JSON property with the address; null for plain text, or whichever property of an object has one.</param>
/// <param name="families">The families that it can tell.</param>
internal sealed class HttpAddressSource(string name, Uri url, string? field, IReadOnlyList<DcAddressFamily> families) : IAddressSource
{
    // An address in words or JSON; a page is none.
    private const int MostContent = 16 * 1024;

    public string Name => name;

    public DcAddressSourceKind Kind => DcAddressSourceKind.Http;

    public IReadOnlyList<DcAddressFamily> Families => families;

    public async Task<IReadOnlyList<IPAddress>> AskAsync(DcAddressFamily family, CancellationToken cancellationToken)
    {
        using var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            ConnectCallback = (context, token) => ConnectAsync(context.DnsEndPoint, family, token),
        };
        using var http = new HttpClient(handler) { MaxResponseContentBufferSize = MostContent, Timeout = Timeout.InfiniteTimeSpan };
        http.DefaultRequestHeaders.UserAgent.ParseAdd("Dentropy/" + (typeof(HttpAddressSource).Assembly.GetName().Version?.ToString(3) ?? "0"));
        try
        {
            using var response = await http.GetAsync(url, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new AddressProblemException($"answered with status {(int)response.StatusCode}");
            return [Read(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false)), family, field)];
        }
        catch (HttpRequestException e)
        {
            var away = e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError;
            throw new AddressProblemException((away ? "cannot be reached: " : "") + (e.InnerException ?? e).Message.TrimEnd('.'), away, e);
        }
    }

    /// <summary>The address in an answer.</summary>
    /// <exception cref="AddressProblemException">There is none of the family, or several.</exception>
    public static IPAddress Read(string content, DcAddressFamily family, string? field)
    {
        var text = content.Trim();
        IReadOnlyList<IPAddress> found = field is not null || text.StartsWith('{') ? [.. InJson(text, field)] : Addresses.Parse(text) is { } plain ? [plain] : [];
        return found.Where(address => Addresses.FamilyOf(address) == family).Distinct().ToList() switch
        {
            [var one] => one,
            [] => throw new AddressProblemException(found.Count > 0 ? $"answered with {found[0]}, which is no {family} address" : $"answered with no {family} address"),
            var several => throw new AddressProblemException($"answered with {several.Count} addresses; name the field that counts"),
        };
    }

    private static IEnumerable<IPAddress> InJson(string text, string? field)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                return [];
            return [.. document.RootElement.EnumerateObject()
                .Where(property => property.Value.ValueKind == JsonValueKind.String && (field is null || property.NameEquals(field)))
                .Select(property => Addresses.Parse(property.Value.GetString()))
                .OfType<IPAddress>()];
        }
        catch (JsonException e)
        {
            throw new AddressProblemException("answered with something that is no JSON", cause: e);
        }
    }

    private static async ValueTask<Stream> ConnectAsync(DnsEndPoint to, DcAddressFamily family, CancellationToken cancellationToken)
    {
        var addresses = IPAddress.TryParse(to.Host, out var literal)
            ? [literal]
            : await System.Net.Dns.GetHostAddressesAsync(to.Host, Addresses.Sockets(family), cancellationToken).ConfigureAwait(false);
        if (addresses.Length == 0)
            throw new SocketException((int)SocketError.HostNotFound);
        var socket = new Socket(addresses[0].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, to.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
