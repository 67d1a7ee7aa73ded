using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsCommon.Set, "DcDnsRecord", DefaultParameterSetName = Values, SupportsShouldProcess = true)]
[OutputType(typeof(DcDnsChange))]
public sealed class SetDcDnsRecordCommand : DnsChangeCmdlet
{
    private const string Values = "Values";
    private const string Views = "Views";
    private const string Records = "Records";

    private readonly List<(string? Cloud, DnsSetting Setting)> _settings = [];

    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Values)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = Views)]
    public string Name { get; set; } = "";

    [Parameter(Mandatory = true, ValueFromPipeline = true, ParameterSetName = Records)]
    public DcDnsRecord[] InputObject { get; set; } = [];

    [Parameter(ParameterSetName = Values)]
    [Parameter(ParameterSetName = Views)]
    public string? Type { get; set; }

    [Parameter(Position = 1, ParameterSetName = Values)]
    [Parameter(ParameterSetName = Records)]
    public object[]? Value { get; set; }

    [Parameter(ParameterSetName = Views)]
    public object[]? Inside { get; set; }

    [Parameter(ParameterSetName = Views)]
    public object[]? Outside { get; set; }

    [Parameter(ParameterSetName = Values)]
    [Parameter(ParameterSetName = Views)]
    [ArgumentCompleter(typeof(DnsPlaceCompleter))]
    public string? Zone { get; set; }

    [Parameter(ParameterSetName = Values)]
    [ArgumentCompleter(typeof(DnsPlaceCompleter))]
    public string? Place { get; set; }

    [Parameter(ParameterSetName = Values)]
    public SwitchParameter Add { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan? TimeToLive { get; set; }

    [Parameter]
    public SwitchParameter Proxied { get; set; }

    [Parameter]
    [AllowEmptyString]
    public string? Comment { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        var setting = new DnsSetting
        {
            Name = Name,
            Type = Type,
            Values = Given(nameof(Value), Value),
            Inside = Given(nameof(Inside), Inside),
            Outside = Given(nameof(Outside), Outside),
            Zone = Zone,
            Place = Place,
            Add = Add,
            TimeToLive = TimeToLive,
            Proxied = MyInvocation.BoundParameters.ContainsKey(nameof(Proxied)) ? Proxied.ToBool() : null,
            Comment = Comment,
        };
        if (string.Equals(ParameterSetName, Records, StringComparison.Ordinal))
            _settings.AddRange(InputObject.Select(record => (record.Cloud, setting with { Name = record.Name + ".", Type = record.Type, Zone = record.Zone, Place = record.Place })));
        else
            _settings.Add((null, setting));
        return Task.CompletedTask;
    }

    // Several records of one set come in one by one, and are one change.
    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        foreach (var cloud in _settings.GroupBy(one => Cloud ?? one.Cloud, one => one.Setting, StringComparer.Ordinal))
        {
            await using var places = DnsFront.Places(this, cloud.Key);
            var records = new DnsRecords(places);
            var settings = cloud.DistinctBy(setting => (setting.Name, setting.Type, setting.Zone, setting.Place)).ToList();
            var changes = await records.PlanSetAsync(settings, cancellationToken);
            await ChangeAsync(changes, wanted => records.ApplyAsync(wanted, cancellationToken));
        }
    }

    // What was given and turned out to be nothing must not pass for what was not given.
    private IReadOnlyList<string>? Given(string parameter, object[]? values) => MyInvocation.BoundParameters.ContainsKey(parameter) ? DnsFront.Texts(values) ?? [] : null;
}
