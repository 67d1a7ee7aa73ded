using System.Management.Automation;
using Dentropy.Certificates;
using Dentropy.Engine.Certificates.Issue;
using Dentropy.PowerShell.Common;
using Dentropy.PowerShell.Completion;

namespace Dentropy.PowerShell.Certificates;

[Cmdlet(VerbsCommon.New, "DcCertificate", SupportsShouldProcess = true, DefaultParameterSetName = IssuerSet)]
[OutputType(typeof(DcIssuedCertificate))]
public sealed class NewDcCertificateCommand : CloudCmdlet
{
    private const string IssuerSet = "Issuer";
    private const string WebRootSet = "WebRoot";
    private const string StandaloneSet = "Standalone";
    private const int HttpPort = 80;

    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string Issuer { get; set; } = "";

    [Parameter(Mandatory = true)]
    [ArgumentCompleter(typeof(NodeFieldCompleter))]
    public DcNodeReference Node { get; set; } = null!;

    [Parameter(Mandatory = true)]
    public string InstallPath { get; set; } = "";

    [Parameter]
    public string? ReloadCommand { get; set; }

    [Parameter]
    [ValidateSet("ecdsa-p256", "ecdsa-p384")]
    public string KeyAlgorithm { get; set; } = "ecdsa-p256";

    [Parameter(ParameterSetName = WebRootSet, Mandatory = true)]
    public string? WebRoot { get; set; }

    [Parameter(ParameterSetName = StandaloneSet, Mandatory = true)]
    public SwitchParameter Standalone { get; set; }

    [Parameter(ParameterSetName = StandaloneSet)]
    [ValidateRange(1, 65535)]
    public int Port { get; set; } = HttpPort;

    [Parameter]
    public SwitchParameter Sudo { get; set; }

    protected override async Task EndAsync(CancellationToken cancellationToken)
    {
        var settings = new CertificateSettings
        {
            Names = Name,
            Issuer = Issuer,
            Node = Node.Text,
            InstallPath = InstallPath,
            ReloadCommand = ReloadCommand,
            KeyAlgorithm = KeyAlgorithm,
            WebRoot = WebRoot,
            StandalonePort = Standalone ? Port : null,
            Sudo = Sudo,
        };
        var issuing = new CertificateIssuing(OpenStore(Node.Node), Session.Current.Links());
        var plan = await issuing.PlanAsync(settings, cancellationToken);
        if (!Confirm($"{string.Join(", ", plan.Names)} below {plan.InstallPath} on {plan.Node}", $"Issue by {plan.Issuer} with {plan.Challenge}", out _))
            return;
        var issued = await issuing.IssueAsync(settings, cancellationToken);
        foreach (var note in issued.Notes)
            WriteWarning(note);
        WriteObject(issued);
    }
}
