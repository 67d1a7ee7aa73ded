using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Apps;

[Cmdlet(VerbsCommon.Set, "DcAppRoute", SupportsShouldProcess = true)]
[OutputType(typeof(DcAppRoute))]
public sealed class SetDcAppRouteCommand : CloudCmdlet
{
    private readonly AppTargets _apps = new();

    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("InputObject", "App")]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public DcAppReference[] Name { get; set; } = [];

    [Parameter(Mandatory = true, Position = 1)]
    [ValidateNotNullOrEmpty]
    public string Hostname { get; set; } = "";

    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(RouteViaCompleter))]
    public string Via { get; set; } = AppRouteSettings.Traefik;

    [Parameter]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Service { get; set; }

    [Parameter]
    [ValidateRange(1, 65535)]
    public int Port { get; set; }

    [Parameter]
    [ValidateSet("http", "https")]
    public string? Scheme { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] EntryPoint { get; set; } = [];

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? CertificateResolver { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PathPrefix { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ForwardHost { get; set; }

    [Parameter]
    [DurationTransformation]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMinutes(5);

    [Parameter]
    [DurationTransformation]
    public TimeSpan? GracePeriod { get; set; }

    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? HelperImage { get; set; }

    [Parameter]
    public SwitchParameter PassThru { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _apps.Add(Cloud, Name);
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        using var front = new RouteFront(this);
        foreach (var match in await _apps.ResolveAsync(this, Node, cancellationToken))
        {
            await AttemptAsync(match.Name, async () =>
            {
                var plan = await front.Of(match.Node.Cloud).PlanSetAsync(match.Node, match.Name, Settings(), cancellationToken);
                await front.ApplyAsync(match, plan, PassThru, cancellationToken);
            });
        }
    }

    private AppRouteSettings Settings() => new()
    {
        Hostname = Hostname,
        Via = Via,
        Service = Service,
        Port = Port == 0 ? null : Port,
        Scheme = Scheme?.ToLowerInvariant(),
        EntryPoints = EntryPoint,
        CertificateResolver = CertificateResolver,
        PathPrefix = PathPrefix,
        ForwardHost = ForwardHost,
        Switch = new AppRouteSwitch { Timeout = Timeout, Grace = GracePeriod, HelperImage = HelperImage },
    };
}
