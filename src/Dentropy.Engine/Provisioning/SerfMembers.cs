using System.Runtime.CompilerServices;
using Dentropy.Cluster;
using Dentropy.Engine.Cluster.Serf.Install;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning;

/// <summary>
/// The last step of a profile with <c>serf</c>: the agents of all nodes together, since whether they see each other is no matter of one node. The work is that of <see cref="SerfInstaller"/>.
/// </summary>
internal sealed class SerfMembers(INodeStore store, ILinkPool links, string profile, SerfInstallSettings settings)
{
    private readonly SerfInstaller _installer = new(store, links);

    /// <summary>Checks what the profile says, and sends nothing.</summary>
    /// <exception cref="DentropyException">As <see cref="SerfInstaller.PlanAsync"/>.</exception>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in _installer.PlanAsync([], settings, cancellationToken).ConfigureAwait(false))
        {
        }
    }

    public async IAsyncEnumerable<DcProvisionStep> RunAsync(IReadOnlyList<DcNode> nodes, bool apply, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var records = apply ? _installer.InstallAsync(nodes, settings, progress: null, cancellationToken) : _installer.PlanAsync(nodes, settings, cancellationToken);
        await foreach (var record in records.ConfigureAwait(false))
        {
            var status = record.Failure is not null ? DcProvisionStatus.Failed : !record.Changed ? DcProvisionStatus.Unchanged : apply ? DcProvisionStatus.Changed : DcProvisionStatus.WouldChange;
            yield return Step(record.Node, record.Cloud, status) with { Detail = string.Join("; ", (string[])[.. record.Steps, .. record.Notes]), Failure = record.Failure, Duration = record.Changed ? record.Duration : TimeSpan.Zero };
        }
    }

    /// <summary>For a node whose run failed before.</summary>
    public DcProvisionStep Skipped(DcNode node) => Step(node.Name, node.Cloud, DcProvisionStatus.Skipped);

    private DcProvisionStep Step(string node, string? cloud, DcProvisionStatus status) => new() { Node = node, Cloud = cloud, Profile = profile, Step = "serf", Name = "agent", Status = status };
}
