using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>
/// A name server on loopback that answers every query with one record, over UDP (RFC 1035, 4.1). It knows names, types and classes only to tell what was asked, and to
/// answer as the published services do.
/// </summary>
internal sealed class DnsResponder : IAsyncDisposable
{
    private const ushort TypeText = 16;
    private const byte Refused = 5;

    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly ConcurrentQueue<string> _questions = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    public DnsResponder(params string[] answers)
    {
        Answers = answers;
        _work = Task.Run(ServeAsync);
    }

    public IPEndPoint Address => (IPEndPoint)_socket.Client.LocalEndPoint!;

    /// <summary>What it answers: addresses, or texts where TXT is asked for; none is a refusal.</summary>
    public string[] Answers { get; set; }

    /// <summary>What it was asked: name, type and class.</summary>
    public IReadOnlyList<string> Questions => [.. _questions];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _socket.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var query = await _socket.ReceiveAsync(_stop.Token);
                await _socket.SendAsync(Answer(query.Buffer), query.RemoteEndPoint, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private byte[] Answer(byte[] query)
    {
        var at = 12;
        var labels = new List<string>();
        for (; query[at] > 0; at += query[at] + 1)
            labels.Add(Encoding.ASCII.GetString(query, at + 1, query[at]));
        var type = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 1));
        var kind = BinaryPrimitives.ReadUInt16BigEndian(query.AsSpan(at + 3));
        _questions.Enqueue($"{string.Join('.', labels)} {type} {kind}");

        var answers = Answers;
        using var reply = new MemoryStream();
        reply.Write(query, 0, 2);
        // An answer with authority; the flag for recursion is copied from the question.
        reply.WriteByte((byte)(0x84 | (query[2] & 1)));
        reply.WriteByte(answers.Length == 0 ? Refused : (byte)0);
        Number(reply, 1);
        Number(reply, answers.Length);
        Number(reply, 0);
        Number(reply, 0);
        reply.Write(query, 12, at + 5 - 12);
        foreach (var answer in answers)
        {
            var text = Encoding.ASCII.GetBytes(answer);
            byte[] data = type == TypeText ? [(byte)text.Length, .. text] : IPAddress.Parse(answer).GetAddressBytes();
            Number(reply, 0xC00C);
            Number(reply, type);
            Number(reply, kind);
            Number(reply, 0);
            Number(reply, 0);
            Number(reply, data.Length);
            reply.Write(data);
        }

        return reply.ToArray();
    }

    private static void Number(MemoryStream to, int number)
    {
        to.WriteByte((byte)(number >> 8));
        to.WriteByte((byte)number);
    }
}
