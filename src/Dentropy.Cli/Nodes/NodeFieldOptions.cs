using System.CommandLine;
using System.Collections.ObjectModel;
using Dentropy.Cli.Common;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// The fields of a node as options, for add and set.
internal sealed class NodeFieldOptions
{
    private readonly Option<string?> _address = Text("--address", "HOST", "Host name or IP address for ssh. Without it: the node's name.");
    private readonly Option<string?> _port = Number.Option("--port", "PORT", "SSH port. Without it ssh's own configuration decides.");
    private readonly Option<string?> _user = Text("--user", "USER", "Account on the node. Without it ssh's own configuration decides.");
    private readonly Option<string?> _identityFile = Text("--identity-file", "FILE", "Private key on this machine.");
    private readonly Option<string?> _proxyJump = Text("--proxy-jump", "HOSTS", "Jump hosts, separated by commas: nodes, or [user@]host[:port].");
    private readonly Option<string?> _dockerHost = Text("--docker-host", "URL", "Docker's endpoint: unix:///path on the node, or tcp://host:port. Without it: /var/run/docker.sock on the node.");
    private readonly Option<string?> _dockerCertPath = Text("--docker-cert-path", "FOLDER", "Folder on this machine with ca.pem, cert.pem and key.pem for Docker by TCP.");
    private readonly Option<string[]> _role = Words("--role", "ROLE", "What the node is for; repeat it or separate roles by commas.");
    private readonly Option<string[]> _tag = Words("--tag", "TAG", "Free marks; repeat it or separate them by commas.");
    private readonly Option<string?> _hardware = Text("--hardware", "KIND", "Kind of machine, e.g. rpi4-8g.");
    private readonly Option<string?> _architecture = Text("--architecture", "NAME", "amd64, arm64, ...");
    private readonly Option<string?> _switch = Text("--switch", "NAME", "Network switch that the node hangs on.");
    private readonly Option<string?> _power = Text("--power", "NAME", "Power supply that the node hangs on.");
    private readonly Option<string?> _site = Text("--site", "NAME", "Place where the node stands.");
    private readonly Option<string[]> _metadata = Words("--metadata", "KEY=VALUE", "Free keys and values; repeat it for each key.");

    public NodeFieldOptions()
    {
        _proxyJump.CompletionSources.Add(Completion.Names);
        _role.CompletionSources.Add(Completion.Roles);
        _tag.CompletionSources.Add(Completion.Tags);
        _hardware.CompletionSources.Add(Completion.Of(node => [node.Hardware]));
        _architecture.CompletionSources.Add("amd64", "arm64", "armhf", "riscv64");
        _switch.CompletionSources.Add(Completion.Of(node => [node.Switch]));
        _power.CompletionSources.Add(Completion.Of(node => [node.Power]));
        _site.CompletionSources.Add(Completion.Of(node => [node.Site]));
    }

    public void AddTo(Command command) => command.AddAll(
        _address, _port, _user, _identityFile, _proxyJump, _dockerHost, _dockerCertPath, _role, _tag, _hardware, _architecture, _switch, _power, _site, _metadata);

    // The node with the fields that the command line names. An empty text clears a field; metadata is merged key by key.
    public DcNode Apply(CommandContext context, DcNode node)
    {
        var identity = Changed(_identityFile, node.IdentityFile);
        var certificates = Changed(_dockerCertPath, node.DockerCertPath);
        return node with
        {
            Address = Changed(_address, node.Address),
            Port = Number.Read(context, _port) ?? node.Port,
            User = Changed(_user, node.User),
            IdentityFile = context.Has(_identityFile) && identity is not null ? KeyPath(identity) : identity,
            ProxyJump = Changed(_proxyJump, node.ProxyJump),
            DockerHost = Changed(_dockerHost, node.DockerHost),
            DockerCertPath = context.Has(_dockerCertPath) && certificates is not null ? KeyPath(certificates) : certificates,
            Roles = context.Has(_role) ? WordLists.Split(context.Get(_role)) : node.Roles,
            Tags = context.Has(_tag) ? WordLists.Split(context.Get(_tag)) : node.Tags,
            Hardware = Changed(_hardware, node.Hardware),
            Architecture = Changed(_architecture, node.Architecture),
            Switch = Changed(_switch, node.Switch),
            Power = Changed(_power, node.Power),
            Site = Changed(_site, node.Site),
            Metadata = Merge(node.Metadata, Pairs.Read("--metadata", context.Get(_metadata), StringComparer.OrdinalIgnoreCase)),
        };

        string? Changed(Option<string?> option, string? present)
        {
            if (!context.Has(option))
                return present;
            return string.IsNullOrWhiteSpace(context.Get(option)) ? null : context.Get(option)!.Trim();
        }
    }

    // A key below ~ stays as written: it means the same on every machine that shares the inventory, and ssh expands it.
    private static string KeyPath(string path) => path[0] is '~' or '%' ? path : Path.GetFullPath(path);

    private static ReadOnlyDictionary<string, string> Merge(ReadOnlyDictionary<string, string> present, Dictionary<string, string> changes)
    {
        if (changes.Count == 0)
            return present;
        var merged = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in present)
            merged[key] = value;
        foreach (var (key, value) in changes)
        {
            // Removed first, so that the letter case of the key is that of the change.
            merged.Remove(key);
            merged[key] = value;
        }

        return new ReadOnlyDictionary<string, string>(merged);
    }

    private static Option<string?> Text(string name, string help, string description) => new(name) { HelpName = help, Description = description };

    private static Option<string[]> Words(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
