using Dentropy.Engine.Storage.Ceph.Reading;
using Dentropy.Engine.Storage.Ceph.Ssh;
using Dentropy.Storage;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>One Ceph cluster: asks it, and makes objects of what it answers.</summary>
/// <param name="place">Its name, and the inventory's nodes.</param>
/// <param name="source">The way to it.</param>
/// <param name="forecast">Remembers space, and says when it runs short.</param>
/// <param name="clock">What time it is.</param>
internal sealed class CephCluster(CephPlace place, ICephSource source, CephForecast forecast, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Its name.</summary>
    public string Name => place.Cluster;

    /// <summary>What was said of it beside its answers.</summary>
    public IReadOnlyList<string> Notes => (source as CephSshSource)?.Notes ?? [];

    /// <summary>Asks it; for areas that need the answers themselves.</summary>
    /// <exception cref="DentropyException">Those of <see cref="ICephSource.AskAsync"/>.</exception>
    public Task<CephAnswers> AskAsync(IReadOnlyCollection<CephQuestion> questions, CancellationToken cancellationToken) => source.AskAsync(questions, cancellationToken);

    /// <summary>Its health, all of it.</summary>
    public async Task<DcCephHealth> HealthAsync(bool detail, CancellationToken cancellationToken)
    {
        var answers = await source.AskAsync(HealthReader.Questions, cancellationToken).ConfigureAwait(false);
        var time = clock.GetUtcNow();
        var margins = CephMarginWork.Of(answers);
        var health = HealthReader.Read(answers, place, detail, time) with { Margin = margins.Cluster };
        health = health with
        {
            Capacity = await SpaceAsync(answers, health.ClusterId, time, cancellationToken).ConfigureAwait(false),
            Notes = [.. Notes, .. margins.Notes, .. Faults(answers, margins.Notes)],
        };
        return health with { Summary = CephSummary.Of(health) };
    }

    /// <summary>Its status and the reasons for it, with little work for the cluster.</summary>
    public async Task<DcCephHealth> BriefAsync(CancellationToken cancellationToken)
    {
        var answers = await source.AskAsync(HealthReader.Brief, cancellationToken).ConfigureAwait(false);
        var health = HealthReader.Read(answers, place, detail: false, clock.GetUtcNow());
        return health with { Summary = CephSummary.Of(health) };
    }

    /// <summary>Its OSDs.</summary>
    public async Task<(IReadOnlyList<DcCephOsd> Osds, IReadOnlyList<string> Notes)> OsdsAsync(CancellationToken cancellationToken)
    {
        var answers = await NeededAsync(OsdReader.Questions, cancellationToken).ConfigureAwait(false);
        var margins = CephMarginWork.Of(answers);
        return (OsdReader.Read(answers, place, margins.CanStop), [.. Notes, .. Faults(answers, [])]);
    }

    /// <summary>Its pools.</summary>
    public async Task<(IReadOnlyList<DcCephPool> Pools, IReadOnlyList<string> Notes)> PoolsAsync(CancellationToken cancellationToken)
    {
        var answers = await NeededAsync(PoolReader.Questions, cancellationToken).ConfigureAwait(false);
        var margins = CephMarginWork.Of(answers);
        return (PoolReader.Read(answers, place, margins.Pools), [.. Notes, .. Faults(answers, [])]);
    }

    /// <summary>Its space.</summary>
    public async Task<(DcCephCapacity Space, IReadOnlyList<string> Notes)> CapacityAsync(CancellationToken cancellationToken)
    {
        var answers = await source.AskAsync(CapacityReader.Questions, cancellationToken).ConfigureAwait(false);
        var id = HealthReader.Read(answers, place, detail: false, clock.GetUtcNow()).ClusterId;
        var space = await SpaceAsync(answers, id, clock.GetUtcNow(), cancellationToken).ConfigureAwait(false)
            ?? throw CephErrors.Failed(answers.Source, "ceph df", "the cluster does not say how large it is, as while no OSD or no manager has reported yet");
        return (space, [.. Notes, .. Faults(answers, [])]);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => source.DisposeAsync();

    // Without the map of OSDs there is nothing to show.
    private async Task<CephAnswers> NeededAsync(IReadOnlyList<CephQuestion> questions, CancellationToken cancellationToken)
    {
        var answers = await source.AskAsync(questions, cancellationToken).ConfigureAwait(false);
        return answers.Json.ContainsKey(CephQuestion.OsdDump) ? answers : throw CephErrors.Failed(answers.Source, "ceph osd dump", answers.Faults.GetValueOrDefault(CephQuestion.OsdDump) ?? "no answer");
    }

    private async Task<DcCephCapacity?> SpaceAsync(CephAnswers answers, string clusterId, DateTimeOffset time, CancellationToken cancellationToken) =>
        CapacityReader.Read(answers, place) is { } space ? await forecast.WithForecastAsync(space, clusterId, time, cancellationToken).ConfigureAwait(false) : null;

    // Each fault once: the notes of the margins say some of them with what follows from it.
    private static IEnumerable<string> Faults(CephAnswers answers, IReadOnlyList<string> said) =>
        answers.Faults.Values.Where(fault => !said.Any(note => note.Contains(fault.TrimEnd('.'), StringComparison.Ordinal))).Select(fault => fault.EndsWith('.') ? fault : fault + ".");
}
