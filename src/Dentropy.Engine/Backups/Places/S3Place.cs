using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Dentropy.Engine.Backups.Format;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A bucket with a prefix on any S3 server.</summary>
internal sealed class S3Place(S3Address address, Func<CancellationToken, Task<AmazonS3Client>> connect) : IBackupPlace
{
    private static readonly TimeSpan LeftBehind = TimeSpan.FromDays(1);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private AmazonS3Client? _client;

    public string Location => address.ToString();

    public string PathOf(string name) => S3Address.Scheme + address.Bucket + "/" + KeyOf(name);

    public async IAsyncEnumerable<BackupEntry> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        var request = new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Prefix, Delimiter = "/" };
        ListObjectsV2Response page;
        do
        {
            page = await TryAsync(() => client.ListObjectsV2Async(request, cancellationToken), Location).ConfigureAwait(false);
            foreach (var found in page.S3Objects ?? [])
            {
                var name = found.Key[address.Prefix.Length..];
                if (BackupName.Parse(name) is not null)
                    yield return new BackupEntry(name, found.Size ?? 0, new DateTimeOffset((found.LastModified ?? DateTime.UnixEpoch).ToUniversalTime()));
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true && page.NextContinuationToken is { Length: > 0 });
    }

    public async Task<IBackupFile> OpenAsync(string name, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        var head = await TryAsync(
            () => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = KeyOf(name) }, cancellationToken), PathOf(name)).ConfigureAwait(false);
        return new S3File(client, address.Bucket, KeyOf(name), name, head.ContentLength, head.ETag);
    }

    public async Task<BackupUpload> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        if (await ExistsAsync(client, name, cancellationToken).ConfigureAwait(false))
            throw PlaceErrors.Exists(PathOf(name));
        await ClearLeftBehindAsync(client, cancellationToken).ConfigureAwait(false);
        return new S3Upload(client, address.Bucket, KeyOf(name), PathOf(name), token => ExistsAsync(client, name, token));
    }

    public async Task DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var client = await ClientAsync(cancellationToken).ConfigureAwait(false);
        if (!await ExistsAsync(client, name, cancellationToken).ConfigureAwait(false))
            throw PlaceErrors.FileNotFound(PathOf(name));
        await TryAsync(() => client.DeleteObjectAsync(address.Bucket, KeyOf(name), cancellationToken), PathOf(name)).ConfigureAwait(false);
    }

    public Task<long?> FreeSpaceAsync(CancellationToken cancellationToken) => Task.FromResult<long?>(null);

    public ValueTask DisposeAsync()
    {
        _client?.Dispose();
        _gate.Dispose();
        return ValueTask.CompletedTask;
    }

    private string KeyOf(string name) => address.Prefix + name;

    private async Task<AmazonS3Client> ClientAsync(CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return _client ??= await connect(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _gate.Release();
        }
    }

    private async Task<bool> ExistsAsync(AmazonS3Client client, string name, CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(
                () => client.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = KeyOf(name) }, cancellationToken), PathOf(name)).ConfigureAwait(false);
            return true;
        }
        catch (DentropyException e) when (e.ErrorId is "BackupNotFound")
        {
            return false;
        }
    }

    // Uploads that a killed run began. Their parts take room, and no listing of the bucket shows them.
    private async Task ClearLeftBehindAsync(AmazonS3Client client, CancellationToken cancellationToken)
    {
        try
        {
            var request = new ListMultipartUploadsRequest { BucketName = address.Bucket, Prefix = address.Prefix };
            var page = await client.ListMultipartUploadsAsync(request, cancellationToken).ConfigureAwait(false);
            foreach (var upload in page.MultipartUploads ?? [])
            {
                if (BackupName.Parse(upload.Key[address.Prefix.Length..]) is not null && DateTime.UtcNow - upload.Initiated?.ToUniversalTime() > LeftBehind)
                    await client.AbortMultipartUploadAsync(address.Bucket, upload.Key, upload.UploadId, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (AmazonS3Exception)
        {
            // A key that may only write may not list; a new backup does not depend on it.
        }
        catch (Exception e) when (S3Errors.IsOne(e))
        {
            throw S3Errors.Reading(Location, e);
        }
    }

    private static async Task<T> TryAsync<T>(Func<Task<T>> request, string location)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (Exception e) when (S3Errors.IsOne(e))
        {
            throw S3Errors.Reading(location, e);
        }
    }
}
