using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys.Hosts;
using Dentropy.Engine.Transport;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal static class HostKeyListCommand
{
    private const int AtOnce = 16;

    private static readonly Column<DcHostKey>[] s_columns =
    [
        new("NODE", key => key.Node),
        new("TYPE", key => key.Type),
        new("BITS", key => key.Bits > 0 ? key.Bits.ToString(CultureInfo.InvariantCulture) : ""),
        new("ON NODE", key => key.OnNode ? "yes" : "no"),
        new("KNOWN", key => key.Known ? "yes" : "no"),
        new("CERTIFIED UNTIL", key => key.CertifiedUntil is { } until ? HostKeyView.Time(until) : ""),
        new("FINGERPRINT", key => key.Fingerprint),
    ];

    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var command = new Verb("list", "The host keys that nodes have, and those that known_hosts trusts for them.");
        choice.AddTo(command);
        command.Work = async context =>
        {
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            await using var pool = new SshLinkPool();
            var code = ExitCode.Good;
            var found = new List<DcHostKey>();
            await foreach (var (_, keys, failure) in new NodeHostKeys(pool, pool).ListAsync(nodes, AtOnce, context.Stop))
            {
                found.AddRange(keys);
                if (failure is null)
                    continue;
                context.Errors.Write(failure);
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            }

            var order = nodes.Select((node, at) => (node.Name, at)).ToDictionary(pair => pair.Name, pair => pair.at, StringComparer.Ordinal);
            IReadOnlyList<DcHostKey> sorted = [.. found.OrderBy(key => order[key.Node])];
            if (context.Renderer.ForPeople)
                context.Renderer.Table(sorted, s_columns);
            else
                context.Renderer.Document([.. sorted.Select(HostKeyView.Of)], CliJsonContext.Default.HostKeyView);
            return code;
        };
        return command;
    }
}
