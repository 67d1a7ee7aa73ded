using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// One kept state of a node in JSON and YAML; the time is UTC in ISO 8601.
internal sealed record NodeRevisionView(string Name, long Revision, DateTime Time, string State, NodeView Node)
{
    public static NodeRevisionView Of(DcNodeRevision revision) => new(
        revision.Name,
        revision.Revision,
        revision.Time.UtcDateTime,
        revision.State switch
        {
            DcNodeRevisionState.Current => "current",
            DcNodeRevisionState.Removed => "removed",
            _ => "superseded",
        },
        NodeView.Of(revision.Node));
}
