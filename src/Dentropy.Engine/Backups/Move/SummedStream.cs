using System.Security.Cryptography;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Move;

/// <summary>Counts and sums up what is read through it, to be compared with what the node says that it sent.</summary>
internal sealed class SummedStream(Stream inner) : AsyncStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Bytes that were read.</summary>
    public long Count { get; private set; }

    public override bool CanRead => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        FillAsync(buffer, Math.Min(1, buffer.Length), cancellationToken);

    public override async ValueTask<int> FillAsync(Memory<byte> buffer, int least, CancellationToken cancellationToken)
    {
        var count = await FillAsync(inner, buffer, least, cancellationToken).ConfigureAwait(false);
        Count += count;
        _hash.AppendData(buffer.Span[..count]);
        return count;
    }

    /// <summary>SHA-256 of what was read so far, in lower case.</summary>
    public string Sha256() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    protected override void Dispose(bool disposing)
    {
        _hash.Dispose();
        base.Dispose(disposing);
    }
}
