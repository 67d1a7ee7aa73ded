using Amazon.S3;
using Amazon.S3.Model;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A backup in a bucket.</summary>
internal sealed class S3File(AmazonS3Client client, string bucket, string key, string name, long length, string etag) : IBackupFile
{
    public string Name => name;

    public string Path => $"{S3Address.Scheme}{bucket}/{key}";

    public long Length => length;

    public async Task<Stream> OpenReadAsync(long offset, long length, CancellationToken cancellationToken)
    {
        var reader = new Reader(this, offset, length);
        await reader.ConnectAsync(cancellationToken).ConfigureAwait(false);
        return reader;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<GetObjectResponse> GetAsync(long offset, long length, CancellationToken cancellationToken)
    {
        try
        {
            var range = new ByteRange(offset, offset + length - 1);
            return await client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = range, EtagToMatch = etag }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (S3Errors.IsOne(e))
        {
            throw S3Errors.Reading(Path, e);
        }
    }

    // A stretch of many gigabytes may take hours, and a connection may not last so long: it goes on where it broke.
    private sealed class Reader(S3File file, long offset, long length) : AsyncStream
    {
        private const int MostBreaks = 5;

        private long _at = offset;
        private long _left = length;
        private int _breaks;
        private GetObjectResponse? _response;

        public override bool CanRead => true;

        public async Task ConnectAsync(CancellationToken cancellationToken)
        {
            if (_left > 0)
                _response = await file.GetAsync(_at, _left, cancellationToken).ConfigureAwait(false);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var wanted = (int)Math.Min(buffer.Length, _left);
            if (wanted == 0)
                return 0;
            while (true)
            {
                Exception? broken;
                try
                {
                    if (_response is null)
                        await ConnectAsync(cancellationToken).ConfigureAwait(false);
                    var count = await _response!.ResponseStream.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
                    if (count > 0)
                    {
                        (_at, _left, _breaks) = (_at + count, _left - count, 0);
                        return count;
                    }

                    broken = null;
                }
                catch (Exception e) when (S3Errors.IsOne(e) || e is DentropyException { ErrorId: "PlaceUnreachable" })
                {
                    broken = e;
                }

                if (++_breaks >= MostBreaks)
                    throw broken as DentropyException ?? PlaceErrors.Unreachable(file.Path, $"the connection broke again and again at byte {_at}", broken);
                _response?.Dispose();
                _response = null;
                await Task.Delay(TimeSpan.FromMilliseconds(200 * (1 << _breaks)), cancellationToken).ConfigureAwait(false);
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _response?.Dispose();
            base.Dispose(disposing);
        }
    }
}
