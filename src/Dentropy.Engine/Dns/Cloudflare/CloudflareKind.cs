using System.Globalization;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>Cloudflare in <c>cloud.yaml</c>: <c>token</c> refers to an API token; <c>url</c>, <c>caFile</c> and <c>batchSize</c> may be given.</summary>
internal static class CloudflareKind
{
    // The Free plan takes 200 records in a batch, the others 3,500 (developers.cloudflare.com, Batch record changes).
    private const int UsualBatch = 200;
    private const int LargestBatch = 3500;

    private static readonly Uri s_address = new("https://api.cloudflare.com/client/v4");

    public static DnsProviderKind Kind { get; } = new("cloudflare", DcDnsView.Outside, ["token", "url", "caFile", "batchSize"], OpenAsync) { IsService = true };

    private static async Task<IDnsProvider> OpenAsync(DnsPlaceSettings settings, DnsSurroundings surroundings, CancellationToken cancellationToken)
    {
        var reference = settings.Secret("token");
        if (reference is null)
            settings.Needed("token");
        var size = settings.Text("batchSize") is not { } text ? UsualBatch
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= LargestBatch ? number
            : throw settings.Wrong("batchSize", string.Create(CultureInfo.InvariantCulture, $"is no number from 1 to {LargestBatch}"));
        var api = new ApiSettings { Name = $"{settings.Name} (Cloudflare)", Address = settings.Url("url") ?? s_address, CaFile = settings.FilePath("caFile") };
        var token = await reference!.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false);
        // A header cannot hold anything else, and HttpClient's own error would show it.
        if (!token.All(c => c is > ' ' and < '\x7F'))
            throw settings.Wrong("token", "leads to something with spaces or other characters that no API token has");
        return new CloudflareProvider(settings.Name, api, token, size);
    }
}
