using System.CommandLine.Completions;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Common;

// Words that the inventory knows, for the shell's completion. It only reads files.
internal static class Completion
{
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Names { get; } = Of(node => [node.Name]);

    public static Func<CompletionContext, IEnumerable<CompletionItem>> Roles { get; } = Of(node => node.Roles);

    public static Func<CompletionContext, IEnumerable<CompletionItem>> Tags { get; } = Of(node => node.Tags);

    public static Func<CompletionContext, IEnumerable<CompletionItem>> Of(Func<DcNode, IEnumerable<string?>> words) => context =>
    {
        try
        {
            var store = new FileNodeStore(CloudFolder.Resolve(context.ParseResult.GetValue<string?>("--cloud")));
            // The shell waits for the answer on this thread, and System.CommandLine takes none later.
            var nodes = store.ReadAllAsync(CancellationToken.None).GetAwaiter().GetResult().Nodes;
            return nodes.SelectMany(words).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Select(word => new CompletionItem(word));
        }
        catch (DentropyException)
        {
            return [];
        }
    };
}
