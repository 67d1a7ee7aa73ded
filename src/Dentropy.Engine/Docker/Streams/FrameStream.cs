using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker;

/// <summary>One of the two outputs that a <see cref="FrameSplitter"/> takes apart.</summary>
internal sealed class FrameStream(FrameSplitter frames, bool isError) : AsyncStream
{
    public override bool CanRead => true;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => frames.ReadAsync(isError, buffer, cancellationToken);
}
