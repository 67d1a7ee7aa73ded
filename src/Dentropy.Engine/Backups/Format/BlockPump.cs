using System.Buffers;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Backups.Format;

/// <summary>Moves a stream block by block: while one block is worked on, the next is read.</summary>
internal static class BlockPump
{
    /// <summary>Large enough that the waiting between blocks does not count, small enough that a dozen of them may be held.</summary>
    public const int BlockSize = 1024 * 1024;

    private const int SmallestBlock = BlockSize / 2;

    /// <summary>Runs it to the stream's end.</summary>
    /// <param name="source">The stream.</param>
    /// <param name="work">Takes each block, one after the other, in order. The first holds four bytes at least, unless the stream is shorter.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Bytes moved.</returns>
    public static async Task<long> RunAsync(Stream source, Func<ReadOnlyMemory<byte>, ValueTask> work, CancellationToken cancellationToken)
    {
        var (one, other) = (ArrayPool<byte>.Shared.Rent(BlockSize), ArrayPool<byte>.Shared.Rent(BlockSize));
        var working = Task.CompletedTask;
        try
        {
            long moved = 0;
            while (true)
            {
                var count = await AsyncStream.FillAsync(source, one.AsMemory(0, BlockSize), SmallestBlock, cancellationToken).ConfigureAwait(false);
                await working.ConfigureAwait(false);
                if (count == 0)
                    return moved;

                moved += count;
                var block = one.AsMemory(0, count);
                working = Task.Run(() => work(block).AsTask(), CancellationToken.None);
                (one, other) = (other, one);
            }
        }
        finally
        {
            // A block that is still worked on must not be handed to somebody else.
            await working.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ArrayPool<byte>.Shared.Return(one);
            ArrayPool<byte>.Shared.Return(other);
        }
    }
}
