using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Rfc2136;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>The lab's name servers: DENTROPY_LAB_DNS_BIND and the others name them.</summary>
internal static class NameServers
{
    public const string Zone = "example.org";

    public static string Address(string software) => Value(software);

    /// <summary>A server with a key of its: <c>lab</c> may do everything, <c>reader</c> only transfers.</summary>
    public static NameServer Server(string software, string key = "lab") => new(
        "test",
        Value(software),
        53,
        key == "reader"
            ? new TsigKey("reader", "hmac-sha512", Convert.FromBase64String(Value("READ_SECRET")))
            : new TsigKey("lab", "hmac-sha256", Convert.FromBase64String(Value("SECRET"))),
        TimeProvider.System,
        TimeSpan.FromSeconds(20));

    /// <summary>A name that no other test has.</summary>
    public static string NewName(string zone = Zone) => $"t{Guid.NewGuid().ToString("N")[..12]}.{zone}";

    public static DcDnsChange Change(string name, string type, IReadOnlyList<DcDnsRecord> before, params string[] values) => new()
    {
        Action = before.Count == 0 ? DcDnsAction.Create : values.Length == 0 ? DcDnsAction.Remove : DcDnsAction.Update,
        Name = name,
        Type = type,
        Zone = Zone,
        Place = "test",
        Before = before,
        After = [.. values.Select(value => new DcDnsRecord { Name = name, Type = type, Value = value, Zone = Zone, Place = "test" })],
    };

    public static async Task<IReadOnlyList<DnsOutcome>> ApplyAllAsync(this IDnsProvider provider, params DcDnsChange[] changes)
    {
        var outcomes = new List<DnsOutcome>();
        await foreach (var outcome in provider.ApplyAsync(Zone, changes, TestContext.Current.CancellationToken))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>The records of a name and type, as text.</summary>
    public static async Task<IReadOnlyList<string>> ValuesAsync(this IDnsProvider provider, string name, string type) =>
        [.. (await provider.ReadAsync(Zone, name, TestContext.Current.CancellationToken)).Where(record => record.Type == type).Select(record => record.Value).Order(StringComparer.Ordinal)];

    private static string Value(string key)
    {
        if (Environment.GetEnvironmentVariable("DENTROPY_LAB_DNS_" + key) is { Length: > 0 } value)
            return value;
        Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No name servers run, and CI must test against real ones.");
        Assert.Skip("No name servers run: start them with lab/lab.sh dns up, and set DENTROPY_LAB_DNS_BIND and the others.");
        return "";
    }
}
