using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Storage;

namespace Dentropy.Cli.Storage;

internal static class CephWaitCommand
{
    private static readonly TimeSpan s_usual = TimeSpan.FromMinutes(10);

    public static Command Create()
    {
        var options = new CephOptions(withTimeout: false);
        var wanted = new Option<string>("--for") { HelpName = "STATUS", Description = "HEALTH_OK, or HEALTH_WARN, which HEALTH_OK satisfies too.", DefaultValueFactory = _ => "HEALTH_OK" };
        wanted.AcceptOnlyFromAmong("HEALTH_OK", "HEALTH_WARN");
        var timeout = new Option<string?>("--timeout") { HelpName = "TIME", Description = "How long to wait (10m)." };
        var command = new Verb("wait", "Waits until Ceph clusters are well. Ends with 3 where one is not in time.");
        options.AddTo(command);
        command.AddAll(wanted, timeout);
        command.Work = async context =>
        {
            if (await options.QueryAsync(context) is not { } query)
                return ExitCode.Good;
            await using var session = new EngineSession();
            var status = context.Get(wanted) == "HEALTH_WARN" ? DcCephStatus.Warning : DcCephStatus.Ok;
            var outcomes = new CephClusters(context.Store, session.Links).WaitAsync(query, status, Duration.Read(context, timeout) ?? s_usual, new Looks(context), context.Stop);
            CephHealthCommand.Show(context, await CephOptions.TakeAsync(context, outcomes));
            return ExitCode.Good;
        };
        return command;
    }

    // A line where something changed: a log of the wait, and not of each look.
    private sealed class Looks(CommandContext context) : IProgress<CephWaitProgress>
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<string, string> _said = new(StringComparer.Ordinal);

        public void Report(CephWaitProgress value)
        {
            lock (_lock)
            {
                if (_said.TryGetValue(value.Cluster, out var before) && string.Equals(before, value.State, StringComparison.Ordinal))
                    return;
                _said[value.Cluster] = value.State;
                context.Terminal.ErrorLine($"{value.Cluster}: {value.State}");
            }
        }
    }
}
