using System.Management.Automation;
using Dentropy.Engine.Edge.Public;
using Dentropy.Nodes;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Edge.Public;

// A cmdlet that changes public endpoints: all of it is worked out and checked first, then asked for with every line of a file that changes, then done.
public abstract class PublicEndpointCmdlet : CloudCmdlet
{
    private protected PublicEndpoints Endpoints(DcNode? node) => new(OpenStore(node), Session.Current.Links());

    private protected async Task<PublicResult?> ChangeAsync(PublicEndpoints endpoints, PublicPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.Changed)
            WriteVerbose($"The public endpoint of {plan.Node.Name} is as it is to be.");
        else if (!Confirm(plan.Node.Name, "Change the public endpoint:\n" + plan.Describe(), out _))
            return null;
        var result = await endpoints.ApplyAsync(plan, new Steps(this), cancellationToken);
        foreach (var note in result.Notes)
            WriteWarning(note);
        return result;
    }

    // The work tells its steps on any thread; they are told here on the pipeline's.
    private sealed class Steps(PublicEndpointCmdlet cmdlet) : IProgress<string>
    {
        private readonly SynchronizationContext? _context = SynchronizationContext.Current;

        public void Report(string value) => _context?.Post(_ =>
        {
            if (!cmdlet.Ending)
                cmdlet.WriteVerbose(value);
        }, null);
    }
}
