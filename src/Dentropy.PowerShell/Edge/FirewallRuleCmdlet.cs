using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Edge;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Edge;

// What a rule can be told, by the cmdlets that make and change one.
public abstract class FirewallRuleCmdlet : EdgeCmdlet
{
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    [SupportsWildcards]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DcFirewallDirection Direction { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DcFirewallAction Action { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string[] Protocol { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string[] Port { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string[] Source { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string[] Destination { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNull]
    public string? Interface { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNull]
    public string? OutInterface { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DcConnectionState[] State { get; set; } = [];

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNull]
    public string? RateLimit { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Only { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Log { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [BlankIsNull]
    public string? Raw { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PacketFilterCompleter))]
    [BlankIsNull]
    public string? Table { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(PacketFilterCompleter))]
    [BlankIsNull]
    public string? Chain { get; set; }

    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, 1000)]
    public int Priority { get; set; } = 500;

    [Parameter(ValueFromPipelineByPropertyName = true)]
    public DcAddressFamily? Family { get; set; }

    // Only what was given replaces what the rule has. The record's values are taken now, since the next record of the pipeline brings others.
    private protected Func<DcFirewallRule, DcFirewallRule> Changes()
    {
        var given = new DcFirewallRule
        {
            Name = "",
            Direction = Direction,
            Action = Action,
            Protocol = Texts(Protocol),
            Port = Texts(Port),
            Source = Texts(Source),
            Destination = Texts(Destination),
            Interface = Interface,
            OutInterface = OutInterface,
            State = State,
            RateLimit = RateLimit,
            Only = Only,
            Log = Log,
            Priority = Priority,
            Family = Family,
            Raw = Raw,
            Table = Table,
            Chain = Chain,
        };
        var names = MyInvocation.BoundParameters.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return rule =>
        {
            // In iptables' own words it is another rule: what it matched before is no part of it.
            if (given.Raw is not null && rule.Raw is null)
                rule = new() { Name = rule.Name, Priority = rule.Priority, Family = rule.Family };
            return rule with
            {
                Direction = Has(nameof(Direction)) ? given.Direction : rule.Direction,
                Action = Has(nameof(Action)) ? given.Action : rule.Action,
                Protocol = Has(nameof(Protocol)) ? given.Protocol : rule.Protocol,
                Port = Has(nameof(Port)) ? given.Port : rule.Port,
                Source = Has(nameof(Source)) ? given.Source : rule.Source,
                Destination = Has(nameof(Destination)) ? given.Destination : rule.Destination,
                Interface = Has(nameof(Interface)) ? given.Interface : rule.Interface,
                OutInterface = Has(nameof(OutInterface)) ? given.OutInterface : rule.OutInterface,
                State = Has(nameof(State)) ? given.State : rule.State,
                RateLimit = Has(nameof(RateLimit)) ? given.RateLimit : rule.RateLimit,
                Only = Has(nameof(Only)) ? given.Only : rule.Only,
                Log = Has(nameof(Log)) ? given.Log : rule.Log,
                Priority = Has(nameof(Priority)) ? given.Priority : rule.Priority,
                Family = Has(nameof(Family)) ? given.Family : rule.Family,
                Raw = Has(nameof(Raw)) ? given.Raw : rule.Raw,
                Table = Has(nameof(Table)) ? given.Table : rule.Table,
                Chain = Has(nameof(Chain)) ? given.Chain : rule.Chain,
            };
        };

        bool Has(string name) => names.Contains(name);
    }

    // A cell of a table that is empty, and one that holds several with commas between.
    private static string[] Texts(string[] values) => [.. values.Where(value => !string.IsNullOrWhiteSpace(value)).Select(value => value.Trim())];
}
