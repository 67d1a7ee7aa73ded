using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;

namespace Dentropy.Peers.Tests.Certificates;

/// <summary>
/// pebble-challtestsrv, the resolver that the lab's authority validates through: a place for TXT records, and addresses and aliases by its management.
/// </summary>
internal sealed class ChallengeServer(Uri management, IReadOnlyList<string> zones) : IDnsProvider
{
    private readonly HttpClient _http = new() { BaseAddress = management };
    private readonly List<DcDnsRecord> _records = [];

    public string Place => "public";

    public DnsTraits Traits { get; } = new() { ManyValues = true, TimeToLive = true };

    public IReadOnlyList<DcDnsRecord> Records => _records;

    /// <summary>Changes that were made, in order.</summary>
    public List<DcDnsChange> Changes { get; } = [];

    /// <summary>Runs after a change was made.</summary>
    public Action<DcDnsChange>? Changed { get; set; }

    /// <summary>Whether values are kept from the resolver, so that nobody can see them.</summary>
    public bool Hides { get; set; }

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult(zones);

    public Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DcDnsRecord>>([.. _records.Where(record => record.Zone == zone && (name is null || record.Name == name))]);

    public string? Refusal(DcDnsChange change) => null;

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var change in changes)
        {
            if (!Hides)
            {
                await PostAsync("clear-txt", new { host = change.Name + "." });
                foreach (var record in change.After)
                    await PostAsync("set-txt", new { host = record.Name + ".", value = record.Value });
            }

            _records.RemoveAll(record => record.Name == change.Name && record.Type == change.Type);
            _records.AddRange(change.After);
            Changes.Add(change);
            Changed?.Invoke(change);
            yield return new DnsOutcome(change, null);
        }
    }

    public async Task PutAsync(DcDnsRecord record)
    {
        _records.Add(record);
        await PostAsync("set-txt", new { host = record.Name + ".", value = record.Value });
    }

    public Task AddressAsync(string name, string address) => PostAsync("add-a", new { host = name + ".", addresses = new[] { address } });

    public Task AliasAsync(string name, string target) => PostAsync("set-cname", new { host = name + ".", target = target + "." });

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task PostAsync<T>(string path, T content)
    {
        // With its length: the management reads no chunks.
        using var body = JsonContent.Create(content);
        await body.LoadIntoBufferAsync();
        using var answer = await _http.PostAsync(new Uri(path, UriKind.Relative), body);
        answer.EnsureSuccessStatusCode();
    }
}
