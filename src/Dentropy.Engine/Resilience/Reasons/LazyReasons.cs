using System.Collections;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Reasons;

/// <summary>Sentences that are worked out when somebody reads them: among millions of failures nobody does.</summary>
internal sealed class LazyReasons(ReasonWriter writer, DcPart[] lost, int[] services) : IReadOnlyList<string>
{
    private IReadOnlyList<string>? _written;

    public int Count => Written.Count;

    private IReadOnlyList<string> Written => _written ??= writer.Write(lost, services);

    public string this[int index] => Written[index];

    public IEnumerator<string> GetEnumerator() => Written.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
