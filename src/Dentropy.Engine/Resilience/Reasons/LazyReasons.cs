using System.Collections;

namespace Dentropy.Engine.Resilience.Reasons;

/// <summary>Sentences that are worked out when somebody reads them: among millions of failures nobody does.</summary>
internal sealed class LazyReasons(Func<IReadOnlyList<string>> write) : IReadOnlyList<string>
{
    private readonly Lazy<IReadOnlyList<string>> _written = new(write);

    public int Count => _written.Value.Count;

    public string this[int index] => _written.Value[index];

    public IEnumerator<string> GetEnumerator() => _written.Value.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
