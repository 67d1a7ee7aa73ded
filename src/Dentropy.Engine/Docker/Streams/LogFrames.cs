using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Dentropy.Engine.Docker;

/// <summary>Reads a log as the engine sends it: frames as in <see cref="FrameSplitter"/>, each a piece of its own; or plain bytes for a container with a terminal.</summary>
internal static class LogFrames
{
    private const int HeaderSize = 8;
    private const int LargestFrame = 4 * 1024 * 1024;
    private const int BufferSize = 16 * 1024;
    private const byte StandardError = 2;

    public static async IAsyncEnumerable<LogChunk> ReadAsync(DockerStream body, bool isPlain, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (isPlain)
        {
            var buffer = new byte[BufferSize];
            while (await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                yield return new LogChunk(IsError: false, buffer.AsMemory(0, read).ToArray());
            }

            yield break;
        }

        // Lines are small, and two reads for each would be a system call each.
        var buffered = new BufferedStream(body, BufferSize);
        await using (buffered.ConfigureAwait(false))
        {
            var header = new byte[HeaderSize];
            while (await ReadAsync(buffered, header, body, mayEnd: true, cancellationToken).ConfigureAwait(false))
            {
                var length = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
                if (header[0] > StandardError || header[1] != 0 || header[2] != 0 || header[3] != 0 || length > LargestFrame)
                {
                    throw body.Malformed();
                }

                var data = new byte[length];
                await ReadAsync(buffered, data, body, mayEnd: false, cancellationToken).ConfigureAwait(false);
                yield return new LogChunk(header[0] == StandardError, data);
            }
        }
    }

    private static async Task<bool> ReadAsync(Stream from, byte[] buffer, DockerStream body, bool mayEnd, CancellationToken cancellationToken)
    {
        var read = await from.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return read == buffer.Length || (read == 0 && mayEnd ? false : throw body.Lost());
    }
}
