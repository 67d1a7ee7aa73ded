using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Nodes;

// What -TrustHostKey and -AcceptNewHostKey ask for.
internal sealed record HostTrust(string? Fingerprint, bool AcceptNew)
{
    public bool IsAsked => AcceptNew || !string.IsNullOrWhiteSpace(Fingerprint);

    public override string ToString() => AcceptNew ? "trust the host key that it shows now" : $"trust host key {Fingerprint}";

    public async Task ApplyAsync(CloudCmdlet cmdlet, DcNode node, CancellationToken cancellationToken)
    {
        if (!IsAsked)
            return;
        var keys = new HostKeys(Session.Current.Links());
        var key = AcceptNew ? await keys.AcceptNewAsync(node, cancellationToken) : await keys.TrustAsync(node, Fingerprint!, cancellationToken);
        cmdlet.WriteVerbose($"Node '{node.Name}' is trusted by its {key.Type} key {key.Fingerprint}.");
    }
}
