using Dentropy.Dns;
using Dentropy.Engine;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Http;
using Dentropy.Engine.Inventory;
using Xunit;

namespace Dentropy.Peers.Tests.Dns;

/// <summary>What the tests of every kind of place do: open one from a cloud.yaml, and set the records of a name.</summary>
internal static class ProviderSteps
{
    public static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How an emulator is spoken to: retries without their pauses.</summary>
    public static ApiSettings Settings(Uri address) => new() { Name = "home", Address = address, Clock = new HastyClock(), Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The change that makes the records of a name and type these values, from what the place has now.</summary>
    public static async Task<DcDnsChange> ChangeAsync(IDnsProvider provider, string zone, string name, string type, params string[] values)
    {
        var before = (await provider.ReadAsync(zone, name, Token)).Where(record => record.Type == type).ToList();
        return Change(provider, zone, name, type, before, values);
    }

    /// <summary>The same without asking the place.</summary>
    public static DcDnsChange Change(IDnsProvider provider, string zone, string name, string type, IReadOnlyList<DcDnsRecord> before, params string[] values) => new()
    {
        Action = before.Count == 0 ? DcDnsAction.Create : values.Length == 0 ? DcDnsAction.Remove : DcDnsAction.Update,
        Name = name,
        Type = type,
        Zone = zone,
        Place = provider.Place,
        Before = before,
        After = [.. values.Select(value => new DcDnsRecord { Name = name, Type = type, Value = value, Zone = zone, Place = provider.Place, Owned = true })],
    };

    /// <summary>Sets the records of a name and type.</summary>
    /// <returns>Why that failed; null where it did not.</returns>
    public static async Task<DentropyException?> SetAsync(this IDnsProvider provider, string zone, string name, string type, params string[] values) =>
        await ApplyAsync(provider, await ChangeAsync(provider, zone, name, type, values));

    public static async Task<DentropyException?> ApplyAsync(this IDnsProvider provider, DcDnsChange change) => Assert.Single(await AllAsync(provider, change)).Failure;

    public static async Task<List<DnsOutcome>> AllAsync(this IDnsProvider provider, params DcDnsChange[] changes)
    {
        var outcomes = new List<DnsOutcome>();
        await foreach (var outcome in provider.ApplyAsync(changes[0].Zone, changes, Token))
            outcomes.Add(outcome);
        return outcomes;
    }

    public static async Task<string[]> ReadAsync(this IDnsProvider provider, string zone) =>
        [.. (await provider.ReadAsync(zone, name: null, Token)).Select(record => record.ToString()).Order(StringComparer.Ordinal)];

    /// <summary>Opens the place <c>home</c> of a cloud.yaml with these keys.</summary>
    public static async Task<DnsPlace> OpenAsync(string keys, params (string File, string Content)[] files)
    {
        var folder = Directory.CreateTempSubdirectory("dentropy-dns-");
        try
        {
            await File.WriteAllTextAsync(Path.Join(folder.FullName, "cloud.yaml"), $"dns:\n  home: {{ {keys} }}\n", Token);
            foreach (var (file, content) in files)
                await File.WriteAllTextAsync(Path.Join(folder.FullName, file), content, Token);
            return Assert.Single(await new DnsPlaces(new FileNodeStore(folder.FullName), null!).OpenAsync([], Token));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Fails where a secret is in an error, or in what stands behind it.</summary>
    public static void AssertNoSecret(Exception error, params string[] secrets)
    {
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, error.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    // Every wait is over at once.
    private sealed class HastyClock : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
