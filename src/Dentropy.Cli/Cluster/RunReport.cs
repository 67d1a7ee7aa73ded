using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// What is shown of a run: each result as it arrives, and the whole at its end, also where it was stopped before.
internal abstract class RunReport
{
    public abstract void Add(DcCommandResult result);

    public virtual void End()
    {
    }
}
