using Dentropy.Engine.Resilience.Search;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Reasons;

/// <summary>Says in words why services do not work, or what they have lost. May be asked by several threads.</summary>
internal sealed class ReasonWriter(CloudGraph graph)
{
    private readonly Lock _lock = new();
    private CloudState? _state;

    public IReadOnlyList<string> Write(IEnumerable<DcPart> lost, int[] services) =>
        Write([.. lost.Select(part => graph.TryFind(part, out var number) ? number : throw ResilienceErrors.PartNotFound(part, graph.Parts)).Order()], services);

    /// <summary>A sentence for each step from what fails to the services, each once.</summary>
    /// <param name="lost">What fails.</param>
    /// <param name="services">The services, by number.</param>
    public IReadOnlyList<string> Write(int[] lost, int[] services)
    {
        lock (_lock)
        {
            _state ??= new CloudState(graph);
            var written = new List<string>();
            var known = new HashSet<string>(StringComparer.Ordinal);
            foreach (var service in services)
            {
                foreach (var sentence in Write(_state, lost, service))
                    if (known.Add(sentence))
                        written.Add(sentence);
            }

            return written.AsReadOnly();
        }
    }

    private static IReadOnlyList<string> Write(CloudState state, int[] lost, int service)
    {
        state.Set(lost);
        if (state.Survives(service))
            return new ServiceReasons(state, lost, service).Lost();
        var matters = Matters(state, lost, service);
        state.Set(matters);
        return new ServiceReasons(state, matters, service).Dead();
    }

    // The last ones go first, so that of several causes of which each is enough the first is named.
    private static int[] Matters(CloudState state, int[] lost, int service)
    {
        var matters = lost.ToList();
        for (var i = matters.Count - 1; i >= 0; i--)
        {
            var part = matters[i];
            matters.RemoveAt(i);
            state.Set([.. matters]);
            if (state.Survives(service))
                matters.Insert(i, part);
        }

        return [.. matters];
    }
}
