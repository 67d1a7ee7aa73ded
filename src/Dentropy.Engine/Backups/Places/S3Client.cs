using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.CredentialManagement;
using Amazon.S3;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Places;

/// <summary>Makes a client for a place: its settings in <c>cloud.yaml</c>, and where it has none, the variables that AWS's own tools read.</summary>
internal static class S3Client
{
    // S3 wants a region in its signatures. Servers that have none take this one.
    private const string DefaultRegion = "us-east-1";

    public static async Task<AmazonS3Client> MakeAsync(S3Address address, PlaceSettings? settings, string cloud, CancellationToken cancellationToken)
    {
        var endpoint = settings is null ? Variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL") : settings.Endpoint?.ToString();
        var region = settings?.Region ?? Variable("AWS_REGION", "AWS_DEFAULT_REGION") ?? DefaultRegion;
        var configuration = new AmazonS3Config
        {
            // Servers other than AWS's own often know neither a bucket's host name nor the checksums that newer clients add by themselves.
            ForcePathStyle = settings?.PathStyle ?? endpoint is not null,
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
            RetryMode = RequestRetryMode.Standard,
            MaxErrorRetry = 4,
            Timeout = TimeSpan.FromMinutes(5),
            ConnectTimeout = TimeSpan.FromSeconds(15),
        };
        if (endpoint is null)
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }
        else
        {
            configuration.ServiceURL = endpoint;
            configuration.AuthenticationRegion = region;
        }

        if ((settings?.CaFile ?? Variable("AWS_CA_BUNDLE")) is { } file)
            configuration.HttpClientFactory = new TrustingFactory(Read(file));
        return new AmazonS3Client(await CredentialsAsync(address, settings, cloud, cancellationToken).ConfigureAwait(false), configuration);
    }

    private static async Task<AWSCredentials> CredentialsAsync(S3Address address, PlaceSettings? settings, string cloud, CancellationToken cancellationToken)
    {
        if (settings?.SecretKey is { } secret)
        {
            var key = settings.AccessKey ?? throw NoKeys(address, $"place {settings.Name} in {CloudFile.Name} has a secretKey and no accessKey");
            var access = Secrets.SecretReference.Parse(key) is { } reference ? await reference.ReadAsync(cloud, cancellationToken).ConfigureAwait(false) : key;
            var text = await secret.ReadAsync(cloud, cancellationToken).ConfigureAwait(false);
            return settings.SessionToken is { } token
                ? new SessionAWSCredentials(access, text, await token.ReadAsync(cloud, cancellationToken).ConfigureAwait(false))
                : new BasicAWSCredentials(access, text);
        }

        if (Variable("AWS_ACCESS_KEY_ID") is { } id && Variable("AWS_SECRET_ACCESS_KEY") is { } value)
            return Variable("AWS_SESSION_TOKEN") is { } session ? new SessionAWSCredentials(id, value, session) : new BasicAWSCredentials(id, value);
        return new CredentialProfileStoreChain().TryGetAWSCredentials(Variable("AWS_PROFILE") ?? "default", out var profile)
            ? profile
            : throw NoKeys(address, $"{CloudFile.Name} has no place with them, and AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set");
    }

    private static DentropyException NoKeys(S3Address address, string why) => new(
        "PlaceKeysMissing",
        DentropyErrorCategory.AuthenticationError,
        address.ToString(),
        $"There are no keys for {address}: {why}. Give the place accessKey and secretKey in {CloudFile.Name}, or set these variables.");

    private static X509Certificate2Collection Read(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            return certificates.Count > 0 ? certificates : throw PlaceErrors.Unreadable(file, "it holds no certificate in PEM", cause: null);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e) || e is CryptographicException)
        {
            throw PlaceErrors.Unreadable(file, e.Message, e);
        }
    }

    private static string? Variable(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Environment.GetEnvironmentVariable(name) is { Length: > 0 } value)
                return value;
        }

        return null;
    }

    // Trusts what the machine trusts, and besides it the operator's own authorities. A name that does not match is never trusted.
    private sealed class TrustingFactory(X509Certificate2Collection authorities) : HttpClientFactory
    {
        public override HttpClient CreateHttpClient(IClientConfig clientConfig)
        {
            var handler = new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(15) };
            handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, chain, errors) => ApiTrust.IsTrusted(certificate, chain, errors, authorities);
            return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        }
    }
}
