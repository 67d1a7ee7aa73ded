using System.Management.Automation;
using Dentropy.Certificates;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.PowerShell.Apps;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Certificates;

[Cmdlet(VerbsCommon.Get, "DcCertificate", DefaultParameterSetName = AppSet)]
[OutputType(typeof(DcCertificate), typeof(DcIssuedCertificate))]
public sealed class GetDcCertificateCommand : CloudCmdlet
{
    private const string AppSet = "App";
    private const string PathSet = "Path";
    private const string IssuedSet = "Issued";

    private readonly AppTargets _apps = new();
    private readonly List<string> _endpoints = [];
    private readonly List<string> _paths = [];

    [Parameter(ParameterSetName = AppSet, Position = 0, ValueFromPipeline = true)]
    [Alias("Endpoint", "Uri")]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(AppNameCompleter))]
    public DcAppReference[] App { get; set; } = [];

    [Parameter(ParameterSetName = PathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName")]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    [Parameter(ParameterSetName = AppSet)]
    [Parameter(ParameterSetName = PathSet)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference[] Node { get; set; } = [];

    [Parameter(ParameterSetName = PathSet)]
    public SwitchParameter Sudo { get; set; }

    [Parameter(ParameterSetName = IssuedSet, Mandatory = true)]
    public SwitchParameter Issued { get; set; }

    protected override Task ProcessAsync(CancellationToken cancellationToken)
    {
        _endpoints.AddRange(App.Where(IsEndpoint).Select(app => app.Name));
        _paths.AddRange([.. App.Where(IsFile).Select(app => app.Name), .. Path]);
        _apps.Add(Cloud, App.Where(app => !IsEndpoint(app) && !IsFile(app)));
        return Task.CompletedTask;
    }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var store = OpenStore();
        using var inspection = new CertificateInspection(store);
        if (Issued)
            await WriteIssuedAsync(new CertificateRecords(store.Location), cancellationToken);
        else if (ParameterSetName == PathSet)
            await WriteFilesAsync(inspection, cancellationToken);
        else if (MyInvocation.ExpectingInput || MyInvocation.BoundParameters.ContainsKey(nameof(App)))
            await WriteServedAsync(inspection, cancellationToken);
        else
            await WriteAsync(inspection.InstalledAsync(Session.Current.Links(), cancellationToken));
    }

    private static bool IsEndpoint(DcAppReference app) => app.Node is null && CertificateInspection.IsEndpoint(app.Name);

    // No app has such a name, and files are what is typed first.
    private static bool IsFile(DcAppReference app) => app.Node is null && !IsEndpoint(app) && app.Name.AsSpan().ContainsAny('/', '\\');

    private async Task WriteServedAsync(CertificateInspection inspection, CancellationToken cancellationToken)
    {
        var catalog = new AppCatalog(Session.Current.Docker());
        foreach (var match in await _apps.ResolveAsync(this, Node, cancellationToken))
        {
            await AttemptAsync(match.Name, async () =>
            {
                var details = await catalog.InspectAsync(match.Node, match.Name, cancellationToken);
                await WriteAsync(inspection.AppAsync(match.Node, details.App, cancellationToken));
            });
        }

        foreach (var endpoint in _endpoints)
            Write(await inspection.EndpointAsync(endpoint, cancellationToken));
        await WriteFilesAsync(inspection, cancellationToken);
    }

    private async Task WriteFilesAsync(CertificateInspection inspection, CancellationToken cancellationToken)
    {
        if (!MyInvocation.BoundParameters.ContainsKey(nameof(Node)))
        {
            foreach (var path in _paths)
                await AttemptAsync(path, async () => await WriteAsync(inspection.FilesAsync(LocalPath.Full(this, path), cancellationToken)));
            return;
        }

        foreach (var node in await ResolveAsync(Cloud, Node, cancellationToken))
        {
            foreach (var path in _paths)
                await WriteAsync(inspection.NodeFilesAsync(Session.Current.Links(), node, path, Sudo, cancellationToken));
        }
    }

    private async Task WriteIssuedAsync(CertificateRecords records, CancellationToken cancellationToken)
    {
        foreach (var (record, failure) in await records.ReadAllAsync(cancellationToken))
        {
            if (failure is not null)
                WriteError(failure);
            else
                WriteObject(record);
        }
    }

    private async Task WriteAsync(IAsyncEnumerable<CertificateListing> listings)
    {
        await foreach (var listing in listings)
            Write(listing);
    }

    private void Write(CertificateListing listing)
    {
        if (listing.Certificate is { } certificate)
            WriteObject(certificate);
        if (listing.Failure is { } failure)
            WriteError(failure, listing.Target);
    }
}
