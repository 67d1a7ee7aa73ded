using Dentropy.Dns;

namespace Dentropy.Engine.Dns.Rfc2136;

/// <summary>Reads a zone by a transfer, and a single name by questions where these can tell.</summary>
internal sealed class ZoneReader(NameServerClient client)
{
    // Data that our own writing of the value would not give, e.g. a text in several pieces: an update has to name them as they are.
    private readonly Dictionary<(string Name, string Type, string Value), byte[]> _odd = [];

    /// <summary>The records of a zone, or of a name in it, without those that the server itself makes.</summary>
    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        var records = (name is null ? null : await AskAsync(zone, name, cancellationToken).ConfigureAwait(false))
            ?? (await client.TransferAsync(zone, cancellationToken).ConfigureAwait(false)).Where(record => name is null || record.Name == name);
        return [.. records.Where(record => !RecordTypes.IsKept(record.Type)).Select(record => Record(zone, record))];
    }

    /// <summary>The data of a record: as it was read, else as we would write it.</summary>
    /// <exception cref="DnsFormatException">It cannot be written.</exception>
    public byte[] DataOf(DcDnsRecord record) => _odd.GetValueOrDefault((record.Name, record.Type, record.Value)) is { } data ? data
        : RecordData.Bytes(RecordTypes.Number(record.Type) ?? throw new DnsFormatException($"the type {record.Type} has no number that is known here; write TYPE and its number"), record.Value);

    /// <summary>The target of the CNAME that a name is; null where it is none.</summary>
    public async Task<string?> AliasAsync(string name, CancellationToken cancellationToken)
    {
        var answers = await client.AskAsync([DnsMessage.Query(name, RecordTypes.Cname)], cancellationToken).ConfigureAwait(false);
        return answers[0].Answers.FirstOrDefault(record => record.Type == RecordTypes.Cname && record.Name == name) is { } alias ? RecordData.Text(alias.Type, alias.Data) : null;
    }

    /// <summary>
    /// Null where only a transfer can tell: a wildcard covers the name, so that an answer may not be the name's own; or the name is below another zone's.
    /// </summary>
    private async Task<IEnumerable<WireRecord>?> AskAsync(string zone, string name, CancellationToken cancellationToken)
    {
        var wildcards = Wildcards(zone, name).Select(wildcard => DnsMessage.Query(wildcard, RecordTypes.Txt)).ToList();
        var questions = RecordTypes.Written.Select(type => DnsMessage.Query(name, type));
        var answers = await client.AskAsync([.. wildcards, .. questions], cancellationToken).ConfigureAwait(false);
        foreach (var answer in answers)
        {
            if (answer.Rcode is not 0 and not 3)
                throw NameServerErrors.Reading(client.Server, zone, answer.Rcode, transfer: false);
        }

        if (answers.Take(wildcards.Count).Any(answer => answer.Rcode == 0) || answers.Any(answer => !answer.IsAuthoritative))
            return null;
        return answers.Skip(wildcards.Count).Zip(RecordTypes.Written, (answer, type) => answer.Answers.Where(record => record.Type == type && record.Name == name)).SelectMany(records => records);
    }

    private static IEnumerable<string> Wildcards(string zone, string name)
    {
        while (name.Length > zone.Length && !name.StartsWith("*.", StringComparison.Ordinal))
        {
            name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..];
            yield return "*." + name;
        }
    }

    private DcDnsRecord Record(string zone, WireRecord record)
    {
        var read = new DcDnsRecord
        {
            Name = record.Name,
            Type = RecordTypes.Name(record.Type),
            Value = RecordData.Text(record.Type, record.Data),
            Zone = zone,
            Place = client.Server.Place,
            TimeToLive = TimeSpan.FromSeconds(record.Seconds),
        };
        if (!IsOwnSpelling(record, read.Value))
            _odd[(read.Name, read.Type, read.Value)] = record.Data;
        return read;
    }

    private static bool IsOwnSpelling(WireRecord record, string value)
    {
        try
        {
            return RecordData.Bytes(record.Type, value).AsSpan().SequenceEqual(record.Data);
        }
        catch (DnsFormatException)
        {
            return false;
        }
    }
}
