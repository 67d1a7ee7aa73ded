using System.Diagnostics;
using System.Net;
using Dentropy.Engine.Transport;
using Dentropy.Engine.Transport.Local;
using Dentropy.Nodes;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>A node whose power a command of this machine switches. The timer that switches it on again runs on this machine, as a process of its own that outlives ours.</summary>
internal sealed class PowerHost(ILinkPool pool, DcNode node, string command, DrillSettings settings) : DrillHost(node, settings)
{
    private readonly string _folder = $"{Path.TrimEndingDirectorySeparator(Path.GetTempPath())}/dentropy-drill-{Environment.UserName}-{node.Name}";

    public override async Task<string?> BackAsync(CancellationToken cancellationToken)
    {
        var why = "it was not looked at";
        for (var start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < Settings.RecoveryLimit;)
        {
            try
            {
                await pool.CloseAsync(Node).ConfigureAwait(false);
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(Settings.NodeLimit);
                var link = await pool.GetAsync(Node, limit.Token).ConfigureAwait(false);
                await link.AskAsync("echo back", limit.Token).ConfigureAwait(false);
                return null;
            }
            catch (Exception e) when (e is DentropyException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                why = e.Message;
            }

            await Task.Delay(Settings.Interval, cancellationToken).ConfigureAwait(false);
        }

        return why;
    }

    protected override async Task ArmOnceAsync(string run, TimeSpan time, CancellationToken cancellationToken)
    {
        var link = await pool.GetAsync(Node, cancellationToken).ConfigureAwait(false);
        Machine = (await link.AskAsync("cat /etc/machine-id 2>/dev/null", cancellationToken).ConfigureAwait(false)).Trim();
        if (OperatingSystem.IsWindows())
            throw DrillErrors.NotArmed(Node.Name, "power is switched from Linux and macOS only");
        await RunAsync(LocalLink.Instance, DrillScript.ArmPower(_folder, run, time, Line("on")), sudo: false, why => DrillErrors.NotArmed(Node.Name, why), cancellationToken).ConfigureAwait(false);
    }

    protected override async Task CutOnceAsync(string run, IReadOnlyList<IPAddress> peers, CancellationToken cancellationToken)
    {
        await RunAsync(LocalLink.Instance, Line("off"), sudo: false, why => DrillErrors.NotCut(Node.Name, why), cancellationToken).ConfigureAwait(false);
        await pool.CloseAsync(Node).ConfigureAwait(false);
    }

    protected override async Task UndoOnceAsync(string run, CancellationToken cancellationToken) =>
        await RunAsync(LocalLink.Instance, DrillScript.Undo(_folder, run), sudo: false, why => DrillErrors.Unreachable(Node.Name, new IOException(why)), cancellationToken).ConfigureAwait(false);

    private string Line(string state) => command.Replace("{node}", ShellQuote.Word(Node.Name), StringComparison.Ordinal).Replace("{state}", state, StringComparison.Ordinal);
}
