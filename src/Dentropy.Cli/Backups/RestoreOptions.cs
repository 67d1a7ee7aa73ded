using System.CommandLine;
using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Backups.Restore;

namespace Dentropy.Cli.Backups;

// The answers that restoring and moving take.
internal sealed class RestoreOptions
{
    private readonly Option<string?> _name = new("--name") { HelpName = "NAME", Description = "Another name for the app: its containers, networks and volumes follow." };

    private readonly Option<string[]> _volumes = new("--volume-map")
    {
        HelpName = "VOLUME=TARGET",
        Description = "Where a volume goes: another volume's name, /a/path, or driver=...,opt=key=value. Repeat it.",
    };

    private readonly Option<string[]> _networks = new("--network-map") { HelpName = "NETWORK=NAME", Description = "A network of the node to use instead of one that the app does not own. Repeat it." };

    private readonly Option<string[]> _ports = new("--port-map") { HelpName = "OLD=NEW", Description = "Another port of the node: 8080=9090 or 53/udp=5353. Repeat it." };

    private readonly Option<string?> _hostname = new("--hostname") { HelpName = "NAME", Description = "Host name that Traefik's routes lead to." };

    private readonly Option<string?> _oldHostname = new("--old-hostname") { HelpName = "NAME", Description = "The host name that gives way, where routes lead to several." };

    private readonly Option<string[]> _entryPoints = new("--entry-point") { HelpName = "NAME", Description = "Entry points of the routes. Repeat it." };

    private readonly Option<string?> _resolver = new("--certificate-resolver") { HelpName = "NAME", Description = "Certificate resolver of the routes." };

    private readonly Option<string?> _conflict = new("--on-conflict") { HelpName = "fail|rename", Description = "Where the app's names are taken: fail, or take the next free name." };

    private readonly Option<string[]> _skip = new("--skip-volume") { HelpName = "VOLUME", Description = "Do not fill this volume; one that is there is used as it is. Repeat it." };

    private readonly Option<bool> _mac = new("--keep-mac-address") { Description = "Keep MAC addresses that were set by hand." };

    private readonly Option<string?> _timeout = new("--timeout") { HelpName = "TIME", Description = "How long the containers may take to be healthy; 5m without it." };

    private readonly Option<string?> _wait = new("--wait") { HelpName = "TIME", Description = "Wait so long for another run with the same app." };

    private readonly Option<string?> _image = new("--helper-image") { HelpName = "IMAGE", Description = "Use tar and zstd of this image on the node instead of the node's own." };

    public RestoreOptions() => _conflict.CompletionSources.Add("fail", "rename");

    public Option<bool> Yes { get; } = YesOption.Create();

    public Option<bool> WhatIf { get; } = WhatIfOption.Create();

    public void AddTo(Command command) => command.AddAll(
        _name, _volumes, _networks, _ports, _hostname, _oldHostname, _entryPoints, _resolver, _conflict, _skip, _mac, _timeout, _wait, _image, Yes, WhatIf);

    public RestoreSettings Read(CommandContext context) => new()
    {
        Name = context.Get(_name),
        VolumeMap = Pairs.Read(_volumes.Name, context.Get(_volumes), StringComparer.Ordinal).ToDictionary(pair => pair.Key, pair => VolumeTarget.Parse(pair.Value), StringComparer.Ordinal),
        NetworkMap = Pairs.Read(_networks.Name, context.Get(_networks), StringComparer.Ordinal),
        PortMap = Pairs.Read(_ports.Name, context.Get(_ports), StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => int.TryParse(pair.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? port : 0, StringComparer.Ordinal),
        Hostname = context.Get(_hostname),
        OldHostname = context.Get(_oldHostname),
        EntryPoints = WordLists.Split(context.Get(_entryPoints)),
        CertificateResolver = context.Get(_resolver),
        OnConflict = context.Get(_conflict) switch
        {
            null or "fail" => RestoreConflict.Fail,
            "rename" => RestoreConflict.Rename,
            var word => throw CliError.Option(_conflict.Name, word, "is not known. Say fail or rename."),
        },
        SkipVolumes = WordLists.Split(context.Get(_skip)),
        KeepMacAddress = context.Get(_mac),
        Timeout = Duration.Read(context, _timeout) ?? new RestoreSettings().Timeout,
        WaitForOthers = Duration.Read(context, _wait),
        HelperImage = context.Get(_image),
    };

    // Nobody is asked where --yes or --what-if was said, or where there is no terminal.
    public IRestorePrompt? Prompt(CommandContext context) =>
        context.Get(Yes) || context.Get(WhatIf) || !context.Terminal.CanAsk ? null : new TerminalPrompt(context.Terminal);
}
