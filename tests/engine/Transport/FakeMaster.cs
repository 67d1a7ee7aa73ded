using System.Buffers.Binary;
using System.Net.Sockets;

namespace Dentropy.Engine.Tests.Transport;

/// <summary>The other end of a control socket in proxy mode, for one connection: packets of RFC 4254 as a test says them.</summary>
internal sealed class FakeMaster : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-mux-").FullName;
    private NetworkStream? _stream;

    public FakeMaster()
    {
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
    }

    public string Path => System.IO.Path.Combine(_folder, "master");

    /// <summary>The first words of OpenSSH's PROTOCOL.mux: both hellos, and yes to the proxy.</summary>
    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        _stream = new NetworkStream(await _listener.AcceptAsync(cancellationToken), ownsSocket: true);
        await _stream.ReadExactlyAsync(new byte[24], cancellationToken);
        await _stream.WriteAsync(Words(8, 1, 4, 8, 0x8000000f, 0), cancellationToken);
    }

    /// <summary>A packet: its type and what follows, words alone.</summary>
    public Task SendAsync(byte type, params uint[] words)
    {
        byte[] body = [0, type, .. Words(words)];
        return _stream!.WriteAsync((byte[])[.. Words((uint)body.Length), .. body]).AsTask();
    }

    /// <summary>The next packet: its type, and the rest.</summary>
    public async Task<(byte Type, byte[] Body)> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = new byte[4];
        await _stream!.ReadExactlyAsync(length, cancellationToken);
        var packet = new byte[BinaryPrimitives.ReadUInt32BigEndian(length)];
        await _stream.ReadExactlyAsync(packet, cancellationToken);
        return (packet[1], packet[2..]);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _listener.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static byte[] Words(params uint[] words)
    {
        var bytes = new byte[4 * words.Length];
        for (var i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }
}
