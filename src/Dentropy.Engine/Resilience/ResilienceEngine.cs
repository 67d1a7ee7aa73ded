using System.Globalization;
using Dentropy.Engine.Resilience.Advice;
using Dentropy.Engine.Resilience.Reasons;
using Dentropy.Engine.Resilience.Search;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>
/// Says which failures a cloud survives. All answers are exact for the model as it is given. Results are sorted and the same each time. An engine may be
/// used by several threads.
/// </summary>
public sealed class ResilienceEngine
{
    private readonly CloudGraph _graph;
    private readonly ReasonWriter _reasons;

    /// <summary>Makes an engine for a model.</summary>
    /// <param name="model">The model; <see cref="ModelCheck.Check"/> is done on it.</param>
    /// <exception cref="DentropyException">The model does not hold together, see <see cref="ModelCheck.Check"/>.</exception>
    public ResilienceEngine(CloudModel model)
    {
        ModelCheck.Check(model);
        Model = model;
        _graph = new CloudGraph(model);
        _reasons = new ReasonWriter(_graph);
    }

    /// <summary>The model that answers are about.</summary>
    public CloudModel Model { get; }

    /// <summary>What one failure means for each service, on top of what is down.</summary>
    /// <param name="lost">What fails, all at once; empty for the cloud as it is.</param>
    /// <returns>One result for each service that is not auxiliary, sorted by name.</returns>
    /// <exception cref="DentropyException"><c>PartNotFound</c>.</exception>
    public IReadOnlyList<DcFailureResult> Test(IReadOnlyCollection<DcPart> lost)
    {
        var numbers = lost.Select(part => _graph.TryFind(part, out var number) ? number : throw ResilienceErrors.PartNotFound(part, _graph.Parts)).Distinct().Order().ToArray();
        var parts = Parts(numbers);
        var state = new CloudState(_graph);
        state.Set(numbers);
        foreach (var service in _graph.ServicesByRank)
            state.Survives(service);
        return [.. ServiceNumbers([], auxiliary: false).Select(service => new DcFailureResult
        {
            Lost = parts,
            Service = _graph.Services[service].Model.Name,
            Survives = state.Survives(service),
            Spare = SpareCount.Of(state, service),
            Reasons = new LazyReasons(_reasons, parts, [service]),
            Cloud = Model.Cloud,
        })];
    }

    /// <summary>What every failure of up to <see cref="ResilienceQuery.Level"/> parts means, fewer parts first, then in order of the parts. What is down already does not fail again.</summary>
    /// <param name="query">Which failures, and for which services.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The results as they are worked out; their reasons are worked out when they are read.</returns>
    /// <exception cref="DentropyException"><c>ServiceNotFound</c>, or <c>InvalidResilienceQuery</c> for a level that is not from 1 to 3.</exception>
    public IEnumerable<DcResilienceResult> TestAll(ResilienceQuery query, CancellationToken cancellationToken)
    {
        CheckLevel(query.Level);
        return TestEach(query, ServiceNumbers(query.Services, auxiliary: false), cancellationToken);
    }

    /// <summary>Every minimal failure of a service: it does not survive it, and nothing of it could be left out.</summary>
    /// <param name="service">Name of the service; an auxiliary one too.</param>
    /// <param name="maxSize">The most parts that fail at once, from 1 to 3.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The failures, fewer parts first; a single one of nothing where the service does not work as it is.</returns>
    /// <exception cref="DentropyException"><c>ServiceNotFound</c>, or <c>InvalidResilienceQuery</c> for a size that is not from 1 to 3.</exception>
    public IReadOnlyList<DcResilienceResult> MinimalCuts(string service, int maxSize, CancellationToken cancellationToken)
    {
        CheckLevel(maxSize);
        var number = ServiceNumbers([service], auxiliary: true)[0];
        IReadOnlyList<string> names = [service];
        return [.. new CutSearch(new CloudState(_graph), FailingParts.Of(_graph, []), cancellationToken).Find(number, maxSize)
            .Select(cut => Result(Parts(cut), names, names, [number]))];
    }

    /// <summary>Whether the cloud survives the loss of any parts of a kind, so many at once: any two OSDs, any third of the nodes.</summary>
    /// <param name="kind">The kind of parts.</param>
    /// <param name="count">How many are lost; more than there are counts as all.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>
    /// The worst of these failures: the fewest parts, at most <paramref name="count"/>, with which a service is lost, and of such failures of different services the
    /// one that takes the most of them down. Where any so many are survived it survives, and nothing is lost in it.
    /// </returns>
    /// <exception cref="DentropyException"><c>InvalidResilienceQuery</c> for a negative count.</exception>
    public DcResilienceResult AnyOf(DcPartKind kind, int count, CancellationToken cancellationToken) => AnyOf(kind, count, [], cancellationToken);

    /// <summary>The same for some services.</summary>
    /// <param name="kind">The kind of parts.</param>
    /// <param name="count">How many are lost.</param>
    /// <param name="names">Names of the services that matter; empty for all that are not auxiliary.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The worst of these failures, with those of the named services that it takes down.</returns>
    /// <exception cref="DentropyException"><c>ServiceNotFound</c>; <c>InvalidResilienceQuery</c> for a negative count.</exception>
    public DcResilienceResult AnyOf(DcPartKind kind, int count, IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        if (count < 0)
            throw ResilienceErrors.InvalidQuery(kind.ToString(), "A number of lost parts cannot be negative.");
        var state = new CloudState(_graph);
        var services = ServiceNumbers(names, auxiliary: false);
        var search = new SmallestCut(state, FailingParts.Of(_graph, [kind]), cancellationToken);
        int[]? worst = null;
        var harm = 0;
        foreach (var service in services)
        {
            if (search.Find(service, worst?.Length ?? count) is not { } cut)
                continue;
            state.Set(cut);
            var lost = services.Count(one => !state.Survives(one));
            if (worst is null || cut.Length < worst.Length || lost > harm)
                (worst, harm) = (cut, lost);
        }

        if (worst is null)
            return Result([], [], [], []);
        state.Set(worst);
        int[] down = [.. services.Where(service => !state.Survives(service))];
        return Result(Parts(worst), [.. down.Select(Name)], [.. down.Where(service => IsMinimal(state, worst, service)).Select(Name)], down);
    }

    /// <summary>
    /// Changes that let the cloud survive more, the best first: those that take away most of the smallest failures for their cost, then most of the larger
    /// ones. All single changes are looked at, and pairs where none helps against the smallest. Kinds and costs: MoveReplica 1, AddReplica 2, MoveCable 2, MovePower 2,
    /// AddCable 3, AddPower 4, AddUplink 10; a pair has both kinds with a plus between.
    /// </summary>
    /// <param name="query">What harm counts, and how many changes to name.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The changes; none where there is no harm, or where no change helps.</returns>
    /// <exception cref="DentropyException"><c>ServiceNotFound</c>, or <c>InvalidResilienceQuery</c>.</exception>
    public IReadOnlyList<DcResilienceAdvice> Advise(AdviceQuery query, CancellationToken cancellationToken)
    {
        CheckLevel(query.Level);
        if (query.Count < 1)
            throw ResilienceErrors.InvalidQuery(query.Count.ToString(CultureInfo.InvariantCulture), "Ask for at least one change.");
        var services = ServiceNumbers(query.Services, auxiliary: false).Select(Name).ToList();
        return [.. new AdviceSearch(Model, query, services, cancellationToken).Find().Select(found => found.Advice)];
    }

    private static void CheckLevel(int level)
    {
        if (level is < 1 or > 3)
            throw ResilienceErrors.InvalidQuery(level.ToString(CultureInfo.InvariantCulture), "Failures of one to three things at once can be looked at. Give a level from 1 to 3.");
    }

    private static bool IsMinimal(CloudState state, int[] lost, int service)
    {
        foreach (var part in lost)
        {
            state.Set([.. lost.Where(other => other != part)]);
            if (!state.Survives(service))
                return false;
        }

        return true;
    }

    private IEnumerable<DcResilienceResult> TestEach(ResilienceQuery query, int[] services, CancellationToken cancellationToken)
    {
        var mayFail = FailingParts.Of(_graph, query.Kinds);
        var sets = new ServiceSets(_graph);
        var cuts = AllCuts.Find(_graph, services, mayFail, query.Level, cancellationToken);
        var table = new FailureTable(
            _graph.Parts.Length,
            [.. Enumerable.Range(0, _graph.Parts.Length).Where(mayFail)],
            services.Zip(cuts),
            sets);
        foreach (var failure in table.All(query.Level, query.FailuresOnly, query.MinimalOnly))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Result(failure.Lost(_graph), sets.Names(failure.Services), sets.Names(failure.Minimal), sets.Members(failure.Services));
        }
    }

    private DcResilienceResult Result(DcPart[] lost, IReadOnlyList<string> services, IReadOnlyList<string> minimal, int[] numbers) => new()
    {
        Lost = lost,
        Services = services,
        Minimal = minimal,
        Reasons = numbers.Length == 0 ? [] : new LazyReasons(_reasons, lost, numbers),
        Cloud = Model.Cloud,
    };

    private DcPart[] Parts(int[] numbers) => Array.ConvertAll(numbers, number => _graph.Parts[number]);

    private string Name(int service) => _graph.Services[service].Model.Name;

    private int[] ServiceNumbers(IReadOnlyCollection<string> names, bool auxiliary)
    {
        if (names.Count == 0)
            return [.. Enumerable.Range(0, _graph.Services.Length).Where(service => auxiliary || !_graph.Services[service].Model.IsAuxiliary)];
        return [.. names.Select(name => _graph.ServiceNumbers.TryGetValue(name, out var number) ? number : throw ResilienceErrors.ServiceNotFound(name, _graph.ServiceNumbers.Keys)).Distinct().Order()];
    }
}
