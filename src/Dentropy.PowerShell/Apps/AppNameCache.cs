using System.Collections.Concurrent;
using Dentropy.Apps;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Apps;

// Apps that this session has seen, for completion. It knows nothing of any engine.
internal sealed class AppNameCache : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Node, string Name), DcAppState> _seen = new();

    public IEnumerable<(string Node, string Name, DcAppState State)> Seen => _seen.Select(one => (one.Key.Node, one.Key.Name, one.Value));

    public static AppNameCache Of(Session session) => session.Keep("appNames", static () => new AppNameCache());

    public void Add(DcApp app) => _seen[(app.Node, app.Name)] = app.State;

    public void Remove(string node, string name) => _seen.TryRemove((node, name), out _);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
