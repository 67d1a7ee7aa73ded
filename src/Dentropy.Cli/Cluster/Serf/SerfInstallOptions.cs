using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Cluster.Serf.Keys;

namespace Dentropy.Cli.Cluster.Serf;

// How agents are installed, as options.
internal sealed class SerfInstallOptions
{
    private readonly Option<string?> _key = new("--encrypt-key") { HelpName = "REFERENCE", Description = "Where the key of gossip is: file:PATH, env:NAME or command:LINE." };
    private readonly Option<bool> _replace = new("--replace-key") { Description = "Replace another key that a node has." };
    private readonly Option<string?> _profile = new("--profile") { HelpName = "PROFILE", Description = "Serf's timing: lan (without it), wan or local." };
    private readonly Option<string?> _port = Number.Option("--gossip-port", "PORT", "Port of gossip, 7946 without it.");
    private readonly Option<bool> _tags = new("--with-tags") { Description = "The nodes' free tags become the tag 'tags'." };
    private readonly Option<string[]> _metadata = new("--with-metadata") { HelpName = "KEY", Description = "Metadata that becomes tags; '*' for all." };
    private readonly Option<string[]> _join = new("--join") { HelpName = "NAME", Description = "Nodes that a new agent looks for; the first of the inventory without it." };
    private readonly Option<string[]> _handlers = new("--event-handler") { HelpName = "[FILTER=]COMMAND", Description = "What the agent runs on events." };
    private readonly Option<string?> _limit = new("--timeout") { HelpName = "TIME", Description = "How long the members may take to see each other, 45s without it." };
    private readonly Option<string?> _throttle = Number.Option("--throttle-limit", "N", "Nodes at a time, 32 without it.");

    public void AddTo(Command command) => command.AddAll(_key, _replace, _profile, _port, _tags, _metadata, _join, _handlers, _limit, _throttle);

    public SerfInstallSettings Settings(CommandContext context)
    {
        var defaults = new SerfInstallSettings();
        return defaults with
        {
            EncryptKey = context.Get(_key) is { } key ? SerfKeyReference.Parse(key, _key.Name) : null,
            KeyFolder = Environment.CurrentDirectory,
            ReplaceKey = context.Get(_replace),
            Profile = context.Get(_profile) ?? defaults.Profile,
            GossipPort = Number.Read(context, _port) ?? defaults.GossipPort,
            WithTags = context.Get(_tags),
            Metadata = WordLists.Split(context.Get(_metadata)),
            Join = WordLists.Split(context.Get(_join)),
            EventHandlers = context.Get(_handlers) ?? [],
            JoinLimit = Duration.Read(context, _limit) ?? defaults.JoinLimit,
            ThrottleLimit = Number.Read(context, _throttle) ?? defaults.ThrottleLimit,
        };
    }
}
