using System.Text;
using Dentropy.Cli.Common;
using Dentropy.Engine.Backups.Restore;

namespace Dentropy.Cli.Backups;

// The last line of a terminal while an app is restored. Where no line can be drawn over, it is silent.
internal sealed class RestoreStatus : IProgress<RestoreProgress>, IDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Terminal _terminal;
    private readonly Timer? _timer;
    private RestoreProgress? _at;
    private bool _over;

    public RestoreStatus(Terminal terminal)
    {
        _terminal = terminal;
        if (terminal.CanRedraw)
            _timer = new Timer(_ => Draw(), state: null, s_period, s_period);
    }

    public void Report(RestoreProgress value) => Volatile.Write(ref _at, value);

    public void Dispose()
    {
        lock (_lock)
        {
            if (_over)
                return;
            _over = true;
            if (_timer is not null)
                Write("\r\e[K");
        }

        _timer?.Dispose();
    }

    private void Draw()
    {
        lock (_lock)
        {
            if (_over || Volatile.Read(ref _at) is not { } at)
                return;
            var text = at.Activity + (at.TotalBytes is > 0 and var all ? $" ({Size.Text(at.Bytes)} of {Size.Text(all)})" : at.Bytes > 0 ? $" ({Size.Text(at.Bytes)})" : "");
            var width = Terminal.Width - 1;
            Write("\r\e[K" + (text.Length <= width ? text : text[..(width - 3)] + "..."));
        }
    }

    private void Write(string text)
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
