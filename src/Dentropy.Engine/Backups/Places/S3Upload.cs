using Amazon.S3;
using Amazon.S3.Model;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Places;

/// <summary>
/// A backup on its way into a bucket: a multipart upload that becomes an object only when it is completed. While parts are on their way, the
/// next is gathered. A part that fails is sent again.
/// </summary>
internal sealed class S3Upload : BackupUpload
{
    private const int AtATime = 3;

    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly string _key;
    private readonly Func<CancellationToken, Task<bool>> _exists;
    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<Task<PartETag>> _sending = new();
    private readonly List<PartETag> _sent = [];
    private readonly Writer _stream;
    private S3Part? _part;
    private int _number = 1;
    private string? _id;
    private bool _committed;
    private bool _disposed;

    public S3Upload(AmazonS3Client client, string bucket, string key, string path, Func<CancellationToken, Task<bool>> exists)
    {
        (_client, _bucket, _key, Path, _exists) = (client, bucket, key, path, exists);
        _stream = new Writer(this);
    }

    public override string Path { get; }

    public override Stream Stream => _stream;

    public override async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (await _exists(cancellationToken).ConfigureAwait(false))
            throw PlaceErrors.Exists(Path);
        try
        {
            if (_id is null)
            {
                await PutAsync(cancellationToken).ConfigureAwait(false);
            }
            else
            {
                if (_part is { Length: > 0 })
                    await SendAsync(cancellationToken).ConfigureAwait(false);
                while (_sending.Count > 0)
                    _sent.Add(await _sending.Dequeue().WaitAsync(cancellationToken).ConfigureAwait(false));
                await _client.CompleteMultipartUploadAsync(
                    new CompleteMultipartUploadRequest { BucketName = _bucket, Key = _key, UploadId = _id, PartETags = _sent }, cancellationToken).ConfigureAwait(false);
            }

            _committed = true;
        }
        catch (Exception e) when (S3Errors.IsOne(e))
        {
            throw S3Errors.Writing(Path, e);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await ((Task)Task.WhenAll(_sending)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_part is not null)
            await _part.DisposeAsync().ConfigureAwait(false);
        if (!_committed && _id is not null)
        {
            try
            {
                using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
                await _client.AbortMultipartUploadAsync(_bucket, _key, _id, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (S3Errors.IsOne(e) || e is OperationCanceledException)
            {
                // The server is gone, which is why we are here; a later backup clears the upload away.
            }
        }

        _stop.Dispose();
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            while (!bytes.IsEmpty)
            {
                if (_number > S3Parts.Most)
                    throw PlaceErrors.Full(Path, ": an object of S3 has 10,000 parts at most", cause: null);
                _part ??= new S3Part(_number++);
                bytes = bytes[await _part.AddAsync(bytes, cancellationToken).ConfigureAwait(false)..];
                if (_part.IsFull)
                    await SendAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (S3Errors.IsOne(e))
        {
            throw S3Errors.Writing(Path, e);
        }
    }

    // Waits until one of those that are on their way has arrived, if there are enough of them.
    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _id ??= (await _client.InitiateMultipartUploadAsync(new InitiateMultipartUploadRequest { BucketName = _bucket, Key = _key }, cancellationToken).ConfigureAwait(false)).UploadId;
        var part = _part!;
        _part = null;
        _sending.Enqueue(SendAsync(part));
        var most = part.IsInMemory ? AtATime : 1;
        while (_sending.Count > most || (_sending.Count > 0 && _sending.Peek().IsCompleted))
            _sent.Add(await _sending.Dequeue().WaitAsync(cancellationToken).ConfigureAwait(false));
    }

    private async Task<PartETag> SendAsync(S3Part part)
    {
        await using (part.ConfigureAwait(false))
        {
            var request = new UploadPartRequest
            {
                BucketName = _bucket,
                Key = _key,
                UploadId = _id,
                PartNumber = part.Number,
                PartSize = part.Length,
                InputStream = part.Read(),
                // Signed as a whole: the server then checks the part's SHA-256, and servers that know no chunked signatures take it too.
                UseChunkEncoding = false,
            };
            var answer = await _client.UploadPartAsync(request, _stop.Token).ConfigureAwait(false);
            return new PartETag(part.Number, answer.ETag);
        }
    }

    // Less than one part: no multipart upload is needed.
    private async Task PutAsync(CancellationToken cancellationToken)
    {
        var request = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = _key,
            InputStream = _part?.Read() ?? System.IO.Stream.Null,
            AutoCloseStream = false,
            UseChunkEncoding = false,
        };
        await _client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private sealed class Writer(S3Upload upload) : AsyncStream
    {
        public override bool CanWrite => true;

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await upload.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
    }
}
