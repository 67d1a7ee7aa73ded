namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Signed requests to a name server over a connection for each call, and answers whose signatures were verified.</summary>
internal sealed class NameServerClient(NameServer server)
{
    // A zone of this size would be tens of megabytes; what is larger is no home's.
    private const int MostRecords = 1_000_000;

    public NameServer Server => server;

    /// <summary>Sends requests at once and returns their answers in the same order, whatever order they come in (RFC 7766, 7).</summary>
    /// <exception cref="DentropyException">The server cannot be reached, does not take the signature, or answers what cannot be believed.</exception>
    public async Task<IReadOnlyList<DnsMessage>> AskAsync(IReadOnlyList<DnsMessage> requests, CancellationToken cancellationToken)
    {
        var waiting = new Dictionary<ushort, (int At, TsigSession Session)>();
        var bytes = new List<byte[]>();
        for (var at = 0; at < requests.Count; at++)
        {
            // Two requests under one identifier could not be told apart.
            var request = requests[at];
            while (waiting.ContainsKey(request.Id))
                request = request with { Id = (ushort)(request.Id + 1) };
            var session = new TsigSession(server.Key, server.Clock);
            bytes.Add(session.Sign(request));
            waiting.Add(request.Id, (at, session));
        }

        return await UseAsync(async connection =>
        {
            await connection.SendAsync(bytes, cancellationToken).ConfigureAwait(false);
            var answers = new DnsMessage[requests.Count];
            while (waiting.Count > 0)
            {
                var received = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
                var answer = DnsMessage.Read(received);
                if (!waiting.Remove(answer.Id, out var asked) || !answer.IsAnswer || answer.Opcode != requests[asked.At].Opcode)
                    throw new DnsFormatException("it answers something that was not asked");
                Verified(asked.Session, received, answer);
                if (!asked.Session.IsVerified && answer.Rcode == 0)
                    throw new DnsFormatException("its signature is missing");
                answers[asked.At] = answer;
            }

            return answers;
        }, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>All records of a zone (RFC 5936), without the second SOA at its end.</summary>
    /// <exception cref="DentropyException"><c>DnsZoneNotFound</c>, <c>DnsPlaceRefused</c>, and those of <see cref="AskAsync"/>.</exception>
    public Task<IReadOnlyList<WireRecord>> TransferAsync(string zone, CancellationToken cancellationToken)
    {
        var request = DnsMessage.Query(zone, RecordTypes.Axfr);
        var session = new TsigSession(server.Key, server.Clock);
        return UseAsync<IReadOnlyList<WireRecord>>(async connection =>
        {
            await connection.SendAsync([session.Sign(request)], cancellationToken).ConfigureAwait(false);
            var records = new List<WireRecord>();
            while (records.Count < 2 || records[^1].Type != RecordTypes.Soa)
            {
                var received = await connection.ReceiveAsync(cancellationToken).ConfigureAwait(false);
                var answer = DnsMessage.Read(received);
                if (answer.Id != request.Id || !answer.IsAnswer)
                    throw new DnsFormatException("it answers something that was not asked");
                Verified(session, received, answer);
                if (answer.Rcode != 0)
                    throw NameServerErrors.Reading(server, zone, answer.Rcode, transfer: true);
                records.AddRange(answer.Answers);
                if (records.Count == 0 || records[0].Type != RecordTypes.Soa || records.Count > MostRecords)
                    throw new DnsFormatException("it is no transfer of a zone");
            }

            return session.IsVerified ? records[..^1] : throw new DnsFormatException("the signature at its end is missing");
        }, cancellationToken);
    }

    private void Verified(TsigSession session, byte[] received, DnsMessage answer)
    {
        var said = session.Verify(received, answer) ?? session.Last;
        if (said is { Error: not 0 })
            throw NameServerErrors.Signature(server, said);
    }

    // A server closes what is idle for some seconds, and an operator may have been asked meanwhile: none is kept.
    private async Task<T> UseAsync<T>(Func<NameServerConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        var connection = await NameServerConnection.OpenAsync(server, cancellationToken).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                return await work(connection).ConfigureAwait(false);
            }
            catch (DnsFormatException e)
            {
                throw NameServerErrors.Unreadable(server, e);
            }
        }
    }
}
