using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Dentropy.PowerShell.Common;

// What stays warm between two cmdlets: links to nodes. One for each runspace, gone with the module, the runspace or the process.
public sealed class Session
{
    private static readonly ConditionalWeakTable<Runspace, Session> s_sessions = [];
    private static readonly TimeSpan s_exitLimit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, IAsyncDisposable> _kept = new(StringComparer.Ordinal);

    // SIGTERM and [Environment]::Exit end the process without closing its runspaces.
    static Session() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var (_, session) in s_sessions)
            session.Close();
    };

    private Session()
    {
    }

    public static Session Current => s_sessions.GetValue(Runspace.DefaultRunspace, static runspace =>
    {
        runspace.StateChanged += OnStateChanged;
        return new Session();
    });

    public static void CloseCurrent() => Close(Runspace.DefaultRunspace);

    // The kept object of that name and, the first time, a new one.
    public T Keep<T>(string name, Func<T> make)
        where T : IAsyncDisposable
    {
        lock (_gate)
        {
            if (!_kept.TryGetValue(name, out var kept))
                _kept.Add(name, kept = make());
            return (T)kept;
        }
    }

    private static void OnStateChanged(object? sender, RunspaceStateEventArgs e)
    {
        if (e.RunspaceStateInfo.State is RunspaceState.Closed or RunspaceState.Broken)
            Close((Runspace)sender!);
    }

    private static void Close(Runspace runspace)
    {
        if (!s_sessions.TryGetValue(runspace, out var session))
            return;
        runspace.StateChanged -= OnStateChanged;
        s_sessions.Remove(runspace);
        session.Close();
    }

    private void Close()
    {
        IAsyncDisposable[] kept;
        lock (_gate)
        {
            kept = [.. _kept.Values];
            _kept.Clear();
        }

        if (kept.Length > 0)
            Pump.Run(() => Task.WhenAny(Task.WhenAll(kept.Select(one => one.DisposeAsync().AsTask())), Task.Delay(s_exitLimit)));
    }
}
