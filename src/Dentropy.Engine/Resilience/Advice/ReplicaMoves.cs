using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Advice;

/// <summary>Replicas on other hosts, and more of them. Only of what runs on nodes: where copies in a pool lie is for the storage to say.</summary>
internal sealed class ReplicaMoves(CloudModel model, HostClasses classes)
{
    private readonly HashSet<DcPart> _outside = [.. model.Edges.Where(edge => edge.To is null).Select(edge => edge.From)];

    /// <summary>Changes of the services that are named.</summary>
    public IEnumerable<CloudMove> Find(IReadOnlySet<string> services) =>
        model.Services.Where(service => services.Contains(service.Name) && !service.IsAuxiliary && !service.IsAtRest)
            .SelectMany(service => Enumerable.Range(0, service.Quorums.Count).SelectMany(index => Find(service, index)));

    private static bool IsMajority(ModelQuorum quorum) => quorum.What is "members" or "monitors" && quorum.Need == (quorum.Of.Count / 2) + 1;

    private static CloudModel Change(CloudModel model, string service, int index, Func<ModelQuorum, ModelQuorum> change) => model with
    {
        Services = [.. model.Services.Select(one => one.Name != service ? one : one with { Quorums = [.. one.Quorums.Select((quorum, i) => i == index ? change(quorum) : quorum)] })],
    };

    private IEnumerable<CloudMove> Find(ModelService service, int index)
    {
        var quorum = service.Quorums[index];
        if (quorum.Of.Count == 0 || quorum.Of.Any(part => part.Kind != DcPartKind.Node))
            yield break;
        var name = Shown.Text(service.Name);
        // What runs on the internet is there for a reason that a host inside cannot take over, and the other way round.
        DcPart[] hosts = [.. classes.Hosts(quorum.Of).Where(to => quorum.Of.Any(from => _outside.Contains(from) == _outside.Contains(to)))];
        foreach (var to in hosts)
        {
            yield return new CloudMove("AddReplica", CloudMove.AddReplicaCost, $"Add a replica of {name} on {Shown.Text(to.Name)}", service.Name, model => Change(model, service.Name, index, old =>
                old with { Of = [.. old.Of.Where(part => part != to), to], Need = IsMajority(old) ? ((old.Of.Count + 1) / 2) + 1 : old.Need }));
        }

        foreach (var from in classes.Distinct(quorum.Of))
        {
            foreach (var to in hosts)
            {
                yield return new CloudMove("MoveReplica", CloudMove.MoveReplicaCost, $"Move one replica of {name} from {Shown.Text(from.Name)} to {Shown.Text(to.Name)}", service.Name, model => Change(model, service.Name, index, old =>
                    old.Of.Contains(to) ? old : old with { Of = [.. old.Of.Select(part => part == from ? to : part)] }));
            }
        }
    }
}
