using System.Runtime.CompilerServices;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Dns.Records;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Files;

/// <summary>
/// A place that is a file of the inventory, with a record a line. It is for servers without a way to change records from outside: whoever
/// runs them includes the file, or copies it there.
/// </summary>
internal sealed class FilePlace : IDnsProvider
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _cloud;
    private readonly string _path;
    private readonly IReadOnlyList<string> _zones;

    private FilePlace(DnsPlaceSettings settings)
    {
        _ = settings.Zones.Count > 0 ? settings.Zones : [settings.Needed("zones")];
        _ = settings.Needed("path");
        (Place, _cloud, _path, _zones) = (settings.Name, settings.Cloud, Path.GetFullPath(settings.FilePath("path")!), settings.Zones);
    }

    public static DnsProviderKind Kind { get; } = new("file", DcDnsView.Inside, ["path"], (settings, _, _) => Task.FromResult<IDnsProvider>(new FilePlace(settings)));

    public string Place { get; }

    public DnsTraits Traits { get; } = new() { TimeToLive = true, AutomaticTimeToLive = true, Wildcards = true, ManyValues = true };

    public Task<IReadOnlyList<string>> ZonesAsync(CancellationToken cancellationToken) => Task.FromResult(_zones);

    public async Task<IReadOnlyList<DcDnsRecord>> ReadAsync(string zone, string? name, CancellationToken cancellationToken)
    {
        if (!_zones.Contains(zone, StringComparer.Ordinal))
            throw DnsErrors.ZoneNotFound(zone, Place);
        var file = await RecordFile.ReadAsync(_path, Place, cancellationToken).ConfigureAwait(false);
        return [.. file.Records
            .Where(record => string.Equals(DnsNames.ZoneOf(record.Name, _zones), zone, StringComparison.Ordinal) && (name is null || string.Equals(record.Name, name, StringComparison.Ordinal)))
            .Select(record => record with { Zone = zone })];
    }

    public string? Refusal(DcDnsChange change) => change.After.FirstOrDefault(record => record.TimeToLive is { } time && (time < TimeSpan.Zero || time.Ticks % TimeSpan.TicksPerSecond != 0)) is null
        ? null
        : "a time to live is a whole number of seconds";

    public async IAsyncEnumerable<DnsOutcome> ApplyAsync(string zone, IReadOnlyList<DcDnsChange> changes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<DnsOutcome> outcomes;
        DurableFile.MakeFolder(_cloud);
        using (await InventoryLock.TakeAsync(_cloud, s_patience, cancellationToken).ConfigureAwait(false))
        {
            var file = await RecordFile.ReadAsync(_path, Place, cancellationToken).ConfigureAwait(false);
            outcomes = [.. changes.Select(change => new DnsOutcome(change, file.Apply(change) is { } problem ? DnsErrors.Rejected(change, problem) : null))];
            if (outcomes.Any(outcome => outcome.Failure is null))
                Save(file.ToString());
        }

        foreach (var outcome in outcomes)
            yield return outcome;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Save(string content)
    {
        try
        {
            DurableFile.MakeFolder(Path.GetDirectoryName(_path)!);
            DurableFile.Save(_path, content);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException(
                "DnsFileUnwritable", DentropyErrorCategory.WriteError, _path, $"{_path}, the records of {Place}, cannot be written: {e.Message.TrimEnd('.')}. Nothing was changed; check the folder and its disk.", e);
        }
    }
}
