using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Engine.Resilience.Model;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Resilience;

// What the cmdlets about failures share.
internal static class ResilienceFront
{
    // The engine over the model of the cloud. What could make the answers worse is handed on as a warning, what else was assumed is for -Verbose.
    public static async Task<ResilienceEngine> OpenAsync(CloudCmdlet cmdlet, bool observe, Action<string> warn, CancellationToken cancellationToken)
    {
        var session = Session.Current;
        var store = cmdlet.OpenStore();
        var model = await ResilienceModel.ReadAsync(store, observe ? AllFacts.Of(store, session.Links(), session.Docker()) : null, cancellationToken);
        foreach (var note in model.Notes)
        {
            if (model.Warnings.Contains(note, StringComparer.Ordinal))
                warn(note);
            else
                cmdlet.WriteVerbose(note);
        }

        return new ResilienceEngine(model);
    }
}
