using System.Management.Automation;
using Dentropy.Dns;
using Dentropy.Engine.Dns.Check;
using Dentropy.Engine.Dns.Places;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Dns;

[Cmdlet(VerbsDiagnostic.Test, "DcDnsRecord")]
[OutputType(typeof(DcDnsTest))]
public sealed class TestDcDnsRecordCommand : CloudCmdlet
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);
    private string? _origin;

    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Name { get; set; } = [];

    [Parameter]
    public string[] Zone { get; set; } = [];

    [Parameter]
    public string[] Type { get; set; } = [];

    [Parameter]
    public string[] Place { get; set; } = [];

    [Parameter]
    [Alias("Server")]
    public string[] Resolver { get; set; } = [];

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _names.UnionWith(Name);
        _origin ??= Cloud;
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        // An empty pipeline asks for nothing, and not for everything.
        if (_names.Count == 0 && MyInvocation.ExpectingInput)
            return;
        var settings = new DnsCheckSettings { Names = [.. _names], Zones = Zone, Types = Type, Places = Place, Resolvers = Resolver, Timeout = Timeout };
        await using var places = new DnsPlaces(OpenStore(_origin), Session.Current.Links());

        // A wrong answer is what was asked for, so it is a result and no error.
        await foreach (var test in new DnsCheck(places).TestAsync(settings, cancellationToken))
            WriteObject(test);
    }
}
