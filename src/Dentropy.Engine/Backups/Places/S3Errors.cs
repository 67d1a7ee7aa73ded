using System.Net;
using System.Security.Authentication;
using Amazon.Runtime;
using Amazon.S3;

namespace Dentropy.Engine.Backups.Places;

/// <summary>Turns what the SDK throws into errors of ours. What a server answers is not repeated whole: some answer with the request's signature.</summary>
internal static class S3Errors
{
    /// <summary>Whether an exception is one of the SDK's, or of the connection below it.</summary>
    public static bool IsOne(Exception e) => e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or TimeoutException;

    public static DentropyException Reading(string location, Exception e) => e switch
    {
        AmazonS3Exception { ErrorCode: "NoSuchKey" } or AmazonS3Exception { StatusCode: HttpStatusCode.NotFound, ErrorCode: null or "" or "NotFound" } => PlaceErrors.FileNotFound(location),
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed } => PlaceErrors.Unreadable(location, "it was replaced while it was read", e),
        _ => Any(location, e) ?? PlaceErrors.Unreadable(location, Said(e), e),
    };

    public static DentropyException Writing(string location, Exception e) => e switch
    {
        AmazonS3Exception { StatusCode: HttpStatusCode.PreconditionFailed } => PlaceErrors.Exists(location),
        AmazonS3Exception { ErrorCode: "QuotaExceeded" or "EntityTooLarge" or "XMinioStorageFull" or "XMinioAdminBucketQuotaExceeded" } or AmazonS3Exception { StatusCode: HttpStatusCode.InsufficientStorage } =>
            PlaceErrors.Full(location, $", as the server says ({Said(e)})", e),
        _ => Any(location, e) ?? PlaceErrors.NotWritable(location, Said(e), e),
    };

    private static DentropyException? Any(string location, Exception e)
    {
        for (var inner = e; inner is not null; inner = inner.InnerException)
        {
            switch (inner)
            {
                case AmazonS3Exception { ErrorCode: "NoSuchBucket" }:
                    return PlaceErrors.NotFound(location + " (no such bucket)");
                case AmazonS3Exception { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized }:
                    return PlaceErrors.Refused(location, Said(inner), e);
                case AuthenticationException:
                    return PlaceErrors.Unreachable(location, "the server's certificate is not trusted (caFile of the place in cloud.yaml names your own authority)", e);
                case AmazonS3Exception known when IsAnswer(known):
                    return null;
                case HttpRequestException or TimeoutException or IOException or System.Net.Sockets.SocketException when inner.InnerException is null:
                    return PlaceErrors.Unreachable(location, inner.Message, e);
                default:
                    break;
            }
        }

        return null;
    }

    // A request that nobody answered has no status.
    private static bool IsAnswer(AmazonS3Exception e) => (int)e.StatusCode != 0;

    private static string Said(Exception e) => e switch
    {
        AmazonS3Exception { ErrorCode: { Length: > 0 } code } known => $"{code} ({(int)known.StatusCode})",
        AmazonS3Exception known when IsAnswer(known) => $"the server answered {(int)known.StatusCode} {known.StatusCode}",
        _ => e.Message,
    };
}
