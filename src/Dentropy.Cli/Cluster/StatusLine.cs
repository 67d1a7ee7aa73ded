using System.Diagnostics;
using System.Text;
using Dentropy.Cli.Common;
using Dentropy.Engine.Cluster;
using Dentropy.Engine.Inventory;

namespace Dentropy.Cli.Cluster;

// The last line of a terminal while nodes work: how many are done, and whom one is waiting for. Where no line can be drawn over, it is silent.
internal sealed class StatusLine : IProgress<FanOutProgress>, IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly Terminal _terminal;
    private readonly HashSet<string> _waiting;
    private readonly int _total;
    private Timer? _timer;
    private string _activity = "";
    private string? _moved;
    private bool _drawn;
    private bool _over;

    public StatusLine(Terminal terminal, IEnumerable<string> nodes)
    {
        _terminal = terminal;
        _waiting = new HashSet<string>(nodes, StringComparer.OrdinalIgnoreCase);
        _total = _waiting.Count;
    }

    // Not before the work begins: a question may come first.
    public void Start()
    {
        if (_terminal.CanRedraw)
            _timer = new Timer(_ => Tick(), state: null, s_period, s_period);
    }

    public void Report(FanOutProgress value)
    {
        lock (_lock)
        {
            _moved = value.Bytes is > 0 and var bytes ? Size.Text(bytes) + (value.TotalBytes is > 0 and var all ? " of " + Size.Text(all) : "") : _moved;
            _activity = value is { Node: { } node, Activity: { } activity } ? $" ({node}: {activity})" : "";
        }
    }

    public void Done(string node)
    {
        lock (_lock)
        {
            _waiting.Remove(node);
            _activity = "";
        }
    }

    // Keeps the line away while something else is written.
    public void Write(Action write)
    {
        lock (_lock)
        {
            Clear();
            write();
        }
    }

    public void Hide() => Write(static () => { });

    public void Dispose()
    {
        lock (_lock)
        {
            _over = true;
            Clear();
        }

        _timer?.Dispose();
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_over || _waiting.Count == 0)
                return;
            var moved = _moved is null ? "" : $"{_moved}, ";
            var text = $"{_total - _waiting.Count}/{_total} done, {moved}{_watch.Elapsed.TotalSeconds:0} s, waiting for {NodeSet.Fold(_waiting)}{_activity}";
            var width = Terminal.Width - 1;
            Draw("\r\e[K" + (text.Length <= width ? text : text[..(width - 3)] + "..."));
            _drawn = true;
        }
    }

    private void Clear()
    {
        if (!_drawn)
            return;
        Draw("\r\e[K");
        _drawn = false;
    }

    private void Draw(string text)
    {
        try
        {
            _terminal.ErrorBytes.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException)
        {
            // Progress that nobody can see is no loss.
        }
    }
}
