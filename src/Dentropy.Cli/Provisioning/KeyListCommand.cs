using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Transport;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal static class KeyListCommand
{
    private const int AtOnce = 16;

    private static readonly Column<DcNodeKey>[] s_columns =
    [
        new("NODE", key => key.Node),
        new("USER", key => key.User),
        new("IN USE", key => key.IsAuthority ? "authority" : key.InUse ? "yes" : ""),
        new("TYPE", key => key.Type),
        new("FINGERPRINT", key => key.Fingerprint),
        new("COMMENT", key => key.Comment),
    ];

    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var command = new Verb("list", "The keys of the nodes' accounts, and which of them you come with.");
        choice.AddTo(command);
        command.Work = async context =>
        {
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            await using var pool = new SshLinkPool();
            var code = ExitCode.Good;
            var found = new List<DcNodeKey>();
            await foreach (var (_, keys, failure) in new NodeKeys(context.Store, pool, pool).ListAsync(nodes, AtOnce, context.Stop))
            {
                found.AddRange(keys);
                if (failure is null)
                    continue;
                context.Errors.Write(failure);
                code = ExitCode.Worse(code, ExitCode.Of(failure));
            }

            var order = nodes.Select((node, at) => (node.Name, at)).ToDictionary(pair => pair.Name, pair => pair.at, StringComparer.Ordinal);
            IReadOnlyList<DcNodeKey> sorted = [.. found.OrderBy(key => order[key.Node])];
            if (context.Renderer.ForPeople)
                context.Renderer.Table(sorted, s_columns);
            else
                context.Renderer.Document([.. sorted.Select(NodeKeyView.Of)], CliJsonContext.Default.NodeKeyView);
            return code;
        };
        return command;
    }
}
