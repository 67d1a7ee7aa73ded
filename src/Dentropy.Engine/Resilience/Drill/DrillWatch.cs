using System.Diagnostics;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>Looks at the services of a drill again and again and keeps what changed.</summary>
internal sealed class DrillWatch(DcFailureDrill drill, Func<string, string> address, DrillSettings settings)
{
    private sealed class Seen(DcDrillService service)
    {
        public DcDrillService Service => service;

        public List<(long At, string Phase, bool Works, string Detail)> Events { get; } = [];

        public bool Works => Events is [.., var last] && last.Works;

        public bool? AtEnd { get; set; }

        public long Down { get; set; }
    }

    private readonly List<Seen> _all = [.. drill.Services.Select(service => new Seen(service))];
    private long _cut = Stopwatch.GetTimestamp();
    private long _last = Stopwatch.GetTimestamp();

    private IEnumerable<Seen> Watched => _all.Where(seen => seen.Service.Checks.Count > 0);

    /// <summary>Services that did not work at the last look, with what was said.</summary>
    public IReadOnlyList<(string Service, string Detail)> Unwell => [.. Watched.Where(seen => !seen.Works).Select(seen => (seen.Service.Service, seen.Events.Count > 0 ? seen.Events[^1].Detail : "not looked at"))];

    /// <summary>The failure is complete now.</summary>
    public void Begin() => _cut = _last = Stopwatch.GetTimestamp();

    /// <summary>The last look is what is compared with the prediction.</summary>
    public void End()
    {
        foreach (var seen in Watched)
            seen.AtEnd = seen.Works;
    }

    /// <summary>Looks at every service once, at all of them at the same time.</summary>
    public async Task LookAsync(string phase, CancellationToken cancellationToken)
    {
        var looks = await Task.WhenAll(Watched.Select(async seen => (seen, State: await LookAsync(seen.Service, cancellationToken).ConfigureAwait(false)))).ConfigureAwait(false);
        var now = Stopwatch.GetTimestamp();
        foreach (var (seen, (works, detail)) in looks)
        {
            // Whatever it was at this look counts for the time since the one before.
            if (!works && phase != "before")
                seen.Down += now - _last;
            if (seen.Events.Count == 0 || seen.Works != works || seen.Events[^1].Phase != phase)
                seen.Events.Add((now, phase, works, detail));
        }

        _last = now;
    }

    /// <summary>What was seen, in the order of the plan.</summary>
    public IReadOnlyList<DcDrillResult> Results() =>
    [
        .. _all.Select(seen => new DcDrillResult
        {
            Service = seen.Service.Service,
            Lost = drill.Lost,
            Predicted = seen.Service.Survives,
            Observed = seen.AtEnd,
            Recovered = seen.Service.Checks.Count > 0 ? seen.Works : null,
            Downtime = Stopwatch.GetElapsedTime(0, seen.Down),
            Timeline = [.. seen.Events.Select(one => new DcDrillEvent(TimeSpan.FromTicks(Stopwatch.GetElapsedTime(_cut, one.At).Ticks), one.Phase, one.Works, one.Detail))],
            Reasons = seen.Service.Reasons,
            Cloud = drill.Cloud,
        }),
    ];

    private async Task<(bool Works, string Detail)> LookAsync(DcDrillService service, CancellationToken cancellationToken)
    {
        var looks = await Task.WhenAll(service.Checks.Select(check => ServiceCheck.RunAsync(check, address, settings.CheckLimit, cancellationToken))).ConfigureAwait(false);
        var good = looks.Count(look => look.Good);
        if (looks.Length == 1)
            return (good >= service.Need, looks[0].Detail);
        var bad = service.Checks.Zip(looks).Where(pair => !pair.Second.Good).Select(pair => $"{pair.First}: {pair.Second.Detail}").ToList();
        return (good >= service.Need, $"{good} of {looks.Length} good, {service.Need} needed" + (bad.Count > 0 ? "; " + string.Join("; ", bad.Take(3)) : ""));
    }
}
