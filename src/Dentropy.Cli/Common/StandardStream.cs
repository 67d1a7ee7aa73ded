using System.Runtime.InteropServices;

namespace Dentropy.Cli.Common;

// Standard output or error, which says when nobody reads it any more. .NET's own console streams drop what a closed pipe refuses
// (ConsolePal.Unix, Write), so that a fan-out behind `| head` would run to its end.
internal sealed partial class StandardStream(int descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int Again = 11;
    private const int AgainOnMac = 35;
    private const int BrokenPipe = 32;
    private const short ReadyToWrite = 4;
    private const short Broken = 8;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public static Stream Open(int descriptor)
    {
        if (!OperatingSystem.IsWindows())
            return new StandardStream(descriptor);
        return descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError();
    }

    // Returns when nobody reads a pipe any more; never for a file. Blocks its thread.
    public static void WaitUntilBroken(int descriptor)
    {
        // No events are asked for: an error is always told (POSIX.1-2017, poll).
        var ask = new PollRequest { Descriptor = descriptor };
        do
        {
            _ = Poll(ref ask, 1, -1);
        }
        while ((ask.Happened & Broken) == 0);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var written = WriteTo(descriptor, buffer, (nuint)buffer.Length);
            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    break;
                case Again or AgainOnMac:
                    // A terminal that another program left in non-blocking mode.
                    var ask = new PollRequest { Descriptor = descriptor, Events = ReadyToWrite };
                    _ = Poll(ref ask, 1, -1);
                    break;
                case BrokenPipe:
                    throw new BrokenPipeException();
                case var error:
                    throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint WriteTo(int descriptor, ReadOnlySpan<byte> buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static partial int Poll(ref PollRequest request, nuint count, int timeout);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Happened;
    }
}
