using System.Security.Cryptography;
using System.Text;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.FreeDns;

/// <summary>
/// The interface of FreeDNS (freedns.afraid.org/api): a listing of the account's records as text, each with an address that gives it another value. What it
/// answers is known from the clients that are written for it (ddclient, inadyn, IPFire's ddns), since it has no specification.
/// </summary>
/// <param name="settings">Where it is.</param>
/// <param name="key">The account's key.</param>
internal sealed class FreeDnsApi(ApiSettings settings, string key) : IDisposable
{
    private readonly ApiClient _api = new(settings);

    /// <summary>The key of an account: SHA-1 of user and password, in hexadecimal. The service wants it so; nothing else is kept safe by it.</summary>
#pragma warning disable CA5350 // It is what the service compares with.
    public static string Key(string user, string password) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes($"{user}|{password}")));
#pragma warning restore CA5350

    /// <summary>The account's records that have an address.</summary>
    /// <exception cref="DentropyException"><c>DnsPlaceRefused</c>, <c>DnsPlaceFailed</c>, and those of <see cref="ApiClient"/>.</exception>
    public async Task<IReadOnlyList<FreeDnsRow>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await _api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, $"api/?action=getdyndns&v=2&sha={Uri.EscapeDataString(key)}"), repeatable: true, cancellationToken).ConfigureAwait(false);
        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.FirstOrDefault(line => line.StartsWith("ERROR", StringComparison.OrdinalIgnoreCase)) is { } error)
            throw DnsErrors.Refused(settings.Name, Safe(error));
        if (!answer.IsGood)
            throw DnsErrors.Failed(settings.Name, $"it answered with {(int)answer.Status}");
        // A page is not a listing without records: that would look as if all of them were gone.
        if (lines.Length > 0 && !lines.Any(line => line.Split('|').Length >= 3))
            throw DnsErrors.Failed(settings.Name, "its answer is no listing of records. Check the url");
        return [.. lines.Select(FreeDnsRow.Parse).OfType<FreeDnsRow>()];
    }

    /// <summary>Gives a record another value.</summary>
    /// <exception cref="DentropyException"><c>DnsChangeRejected</c>, and those of <see cref="ApiClient"/>.</exception>
    public async Task UpdateAsync(DcDnsChange change, FreeDnsRow row, string value, CancellationToken cancellationToken)
    {
        var address = Address(change, row.Update, value);
        var answer = await _api.SendAsync(() => new HttpRequestMessage(HttpMethod.Get, address), repeatable: true, cancellationToken).ConfigureAwait(false);
        var said = answer.Text.Trim();
        var done = said.StartsWith("Updated", StringComparison.OrdinalIgnoreCase) && said.Contains(value, StringComparison.OrdinalIgnoreCase);
        // What it says to a second try whose first was carried out.
        var same = said.Contains("has not changed", StringComparison.OrdinalIgnoreCase) || said.Contains("No IP change detected", StringComparison.OrdinalIgnoreCase);
        if (!answer.IsGood || !(done || same))
            throw DnsErrors.Rejected(change, said.Length > 0 ? Safe(said.Split('\n')[0].Trim()) : $"it answered with {(int)answer.Status} and said nothing");
    }

    public void Dispose() => _api.Dispose();

    // The listing still has addresses without TLS, where everybody on the way would read the credentials in them; the same are there with it.
    private Uri Address(DcDnsChange change, Uri update, string value)
    {
        var home = update.Host == settings.Address.Host || update.Host.EndsWith(".afraid.org", StringComparison.OrdinalIgnoreCase);
        if (!home)
            throw DnsErrors.Rejected(change, $"the address that gives the record another value is at {update.Host}, which is not FreeDNS");
        var address = new UriBuilder(update) { Query = $"{update.Query.TrimStart('?')}{(update.Query.Length > 1 ? "&" : "")}address={Uri.EscapeDataString(value)}" };
        if (settings.Address.Scheme == Uri.UriSchemeHttps && address.Scheme != Uri.UriSchemeHttps)
            (address.Scheme, address.Port) = (Uri.UriSchemeHttps, 443);
        return address.Uri;
    }

    // An answer may repeat the address that was asked for, and an address or a key in it is a credential.
    private string Safe(string said)
    {
        var words = said.Replace(key, "(key)", StringComparison.OrdinalIgnoreCase).Split(' ').Select(word => word.Contains("://", StringComparison.Ordinal) || word.Contains('?', StringComparison.Ordinal) ? "(address)" : word);
        return Shown.Text(string.Join(' ', words));
    }
}
