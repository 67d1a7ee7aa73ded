using System.Globalization;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Reads what <c>cloud.yaml</c> says of a name server that takes updates.</summary>
internal static class Rfc2136Settings
{
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>SecretUnavailable</c>.</exception>
    public static async Task<NameServer> ReadAsync(DnsPlaceSettings settings, CancellationToken cancellationToken)
    {
        if (settings.Zones.Count == 0)
            throw settings.Wrong("zones", "is missing, and a name server cannot be asked for them by DNS: write the zones that it has, e.g. zones: [home.lan]");
        var host = settings.Needed("server");
        if (Uri.CheckHostName(host.Trim('[', ']')) == UriHostNameType.Unknown)
            throw settings.Wrong("server", $"has '{Shown.Text(host)}', which is neither a host name nor an address; a port belongs to port");
        var port = settings.Text("port") switch
        {
            null => NameServer.DefaultPort,
            var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= ushort.MaxValue => number,
            _ => throw settings.Wrong("port", "is no number from 1 to 65535"),
        };
        var algorithm = settings.Text("algorithm")?.ToLowerInvariant() ?? TsigKey.Algorithms[0];
        if (!TsigKey.Algorithms.Contains(algorithm, StringComparer.Ordinal))
            throw settings.Wrong("algorithm", $"has '{Shown.Text(algorithm)}'; there are {string.Join(", ", TsigKey.Algorithms)}");
        var name = KeyName(settings);
        settings.Needed("secret");
        var secret = settings.Secret("secret")!;
        return new NameServer(settings.Name, host.Trim('[', ']'), port, new TsigKey(name, algorithm, Decoded(settings, await secret.ReadAsync(settings.Cloud, cancellationToken).ConfigureAwait(false))), TimeProvider.System, NameServer.DefaultTimeout);
    }

    private static string KeyName(DnsPlaceSettings settings)
    {
        try
        {
            return DnsNames.Parse(settings.Needed("key"));
        }
        catch (DentropyException e) when (e.ErrorId == "InvalidDnsName")
        {
            throw settings.Wrong("key", "is no name of a key; it is what the server calls it, e.g. dentropy");
        }
    }

    // The secret itself is in no message.
    private static byte[] Decoded(DnsPlaceSettings settings, string secret)
    {
        try
        {
            return Convert.FromBase64String(secret);
        }
        catch (FormatException)
        {
            throw settings.Wrong("secret", "leads to something that is not base64, as the secrets of such keys are; nothing was sent");
        }
    }
}
