using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Dns;
using Dentropy.Edge;

namespace Dentropy.Cli.Edge;

// What a rule can be told, as options. Only what is given replaces what it has.
internal sealed class FirewallRuleOptions
{
    private readonly Option<string?> _action = new("--action") { HelpName = "accept|drop|reject", Description = "What becomes of a packet; accept without it." };
    private readonly Option<string?> _direction = new("--direction") { HelpName = "input|forward|output", Description = "To the node, through it or from it; input without it." };
    private readonly Option<string[]> _protocol = new("--protocol") { HelpName = "NAME", Description = "tcp, udp, icmp or any; with commas." };
    private readonly Option<string[]> _port = new("--port") { HelpName = "PORT", Description = "Destination ports and ranges, such as 80,443,8000-8100." };
    private readonly Option<string[]> _source = new("--source") { HelpName = "NETWORK", Description = "Where it comes from: networks, addresses, nodes, or any." };
    private readonly Option<string[]> _destination = new("--destination") { HelpName = "NETWORK", Description = "Where it goes to." };
    private readonly Option<string?> _in = new("--interface") { HelpName = "NAME", Description = "The interface that it comes in by." };
    private readonly Option<string?> _out = new("--out-interface") { HelpName = "NAME", Description = "The interface that it goes out by." };
    private readonly Option<string[]> _state = new("--state") { HelpName = "NAME", Description = "new, established, related, invalid; with commas." };
    private readonly Option<string?> _rate = new("--rate-limit") { HelpName = "N/TIME", Description = "As much of each source, such as 200/s; more is dropped." };
    private readonly Option<bool> _only = new("--only") { Description = "Drop what matches and comes from elsewhere." };
    private readonly Option<bool> _log = new("--log") { Description = "Write what matches to the kernel's log." };
    private readonly Option<string?> _priority = Number.Option("--priority", "N", "Its place, from 0 (first) to 1000; 500 without it.");
    private readonly Option<string?> _family = new("--family") { HelpName = "ipv4|ipv6", Description = "Only for this family." };
    private readonly Option<string?> _raw = new("--raw") { HelpName = "RULE", Description = "The rule in the words of iptables, such as '-p gre -j ACCEPT'." };
    private readonly Option<string?> _table = new("--table") { HelpName = "TABLE", Description = "Table of a raw rule; filter without it." };
    private readonly Option<string?> _chain = new("--chain") { HelpName = "CHAIN", Description = "Chain of a raw rule; INPUT without it." };

    public void AddTo(Command command) => command.AddAll(
        _action, _direction, _protocol, _port, _source, _destination, _in, _out, _state, _rate, _only, _log, _priority, _family, _raw, _table, _chain);

    public DcFirewallRule On(CommandContext context, DcFirewallRule rule)
    {
        // In iptables' own words it is another rule: what it matched before is no part of it.
        if (context.Get(_raw) is not null && rule.Raw is null)
            rule = new() { Name = rule.Name, Priority = rule.Priority, Family = rule.Family };
        return rule with
        {
            Action = Word(context, _action, rule.Action),
            Direction = Word(context, _direction, rule.Direction),
            Protocol = List(context, _protocol) ?? rule.Protocol,
            Port = List(context, _port) ?? rule.Port,
            Source = List(context, _source) ?? rule.Source,
            Destination = List(context, _destination) ?? rule.Destination,
            Interface = context.Get(_in) ?? rule.Interface,
            OutInterface = context.Get(_out) ?? rule.OutInterface,
            State = List(context, _state) is { } states ? [.. states.Select(state => Parse<DcConnectionState>(_state, state))] : rule.State,
            RateLimit = context.Get(_rate) ?? rule.RateLimit,
            Only = context.Has(_only) ? context.Get(_only) : rule.Only,
            Log = context.Has(_log) ? context.Get(_log) : rule.Log,
            Priority = Number.Read(context, _priority) ?? rule.Priority,
            Family = context.Get(_family) is { } family ? Parse<DcAddressFamily>(_family, family) : rule.Family,
            Raw = context.Get(_raw) ?? rule.Raw,
            Table = context.Get(_table) ?? rule.Table,
            Chain = context.Get(_chain) ?? rule.Chain,
        };
    }

    private static IReadOnlyList<string>? List(CommandContext context, Option<string[]> option) => context.Has(option) ? WordLists.Split(context.Get(option)) : null;

    private static T Word<T>(CommandContext context, Option<string?> option, T usual)
        where T : struct, Enum => context.Get(option) is { } word ? Parse<T>(option, word) : usual;

    private static T Parse<T>(Option option, string word)
        where T : struct, Enum => Enum.TryParse<T>(word, ignoreCase: true, out var value) && Enum.IsDefined(value) && char.IsAsciiLetter(word[0])
            ? value
            : throw CliError.Option(option.Name, word, $"is none of {string.Join(", ", Enum.GetNames<T>().Select(name => name.ToLowerInvariant()))}.");
}
