using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Cluster;

namespace Dentropy.Cli.Cluster;

// What to copy where, and how.
internal sealed class CopyOptions(bool fetch)
{
    private readonly Argument<string[]> _paths = new("PATH")
    {
        HelpName = "SOURCE... DESTINATION",
        Arity = new ArgumentArity(2, 100_000),
        Description = fetch
            ? "Files or folders on the nodes, then the folder on this machine that takes them in."
            : "Files or folders on this machine, then where they go on the nodes; end it with / to mean a folder that takes them in.",
    };

    private readonly Option<bool> _sudo = new("--sudo") { Description = "As root on the nodes, through sudo without a password." };
    private readonly Option<bool> _create = new("--create-folders") { Description = "Make the folders above the destination where they are missing." };
    private readonly Option<bool> _skip = new("--skip-unchanged") { Description = "Do not transfer files whose content is there already." };
    private readonly Option<bool> _nodeFolder = new("--node-folder") { Description = "A folder for each node, also where there is only one." };
    private readonly Option<string?> _throttle = Number.Option("--throttle-limit", "N", "How many nodes copy at the same time; 16 without it.");

    public void AddTo(Command command)
    {
        command.Arguments.Add(_paths);
        command.AddAll(_sudo, _skip, _throttle);
        command.Options.Add(fetch ? _nodeFolder : _create);
    }

    public (IReadOnlyList<string> Sources, string Destination) Paths(CommandContext context)
    {
        var paths = context.Parsed.GetRequiredValue(_paths);
        var (sources, destination) = (paths[..^1], paths[^1]);
        if (!fetch && sources.Length > 1 && !destination.EndsWith('/'))
        {
            throw new DentropyException(
                "DestinationNotFolder",
                DentropyErrorCategory.InvalidArgument,
                destination,
                $"Several items cannot all become '{destination}'. Nothing was sent. End the destination with / to mean a folder.");
        }

        return ([.. sources.Distinct(StringComparer.Ordinal)], destination);
    }

    public ItemCopySettings Settings(CommandContext context)
    {
        var defaults = new ItemCopySettings();
        return defaults with
        {
            ThrottleLimit = Number.Read(context, _throttle) ?? defaults.ThrottleLimit,
            Sudo = context.Get(_sudo),
            CreateFolders = context.Get(_create),
            SkipUnchanged = context.Get(_skip),
            NodeFolders = context.Get(_nodeFolder) ? true : null,
        };
    }
}
