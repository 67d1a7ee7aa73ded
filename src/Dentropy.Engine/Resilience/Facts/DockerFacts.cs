using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Resilience.Facts;

/// <summary>Looks which nodes run an app.</summary>
/// <param name="engines">The nodes' Docker Engines.</param>
public sealed class DockerFacts(DockerEngines engines) : IResilienceFacts
{
    /// <inheritdoc/>
    public async Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (question.Apps.Count == 0)
            return new ResilienceFacts();
        var apps = question.Apps.ToDictionary(app => app, _ => new List<string>(), StringComparer.Ordinal);
        var (notes, asked) = (new List<string>(), question.Nodes.Count);
        await foreach (var listing in new AppCatalog(engines).ListAsync(question.Nodes, new AppQuery { Names = [.. question.Apps] }, cancellationToken).ConfigureAwait(false))
        {
            if (listing.Failure is { } failure)
            {
                // A node without Docker has said all that there is to say.
                if (!AppCatalog.Matters(failure, question.Apps, [], named: false))
                    continue;
                asked--;
                notes.Add($"{listing.Node.Name} could not be asked for its apps, and is taken to run none: {failure.Message}");
            }
            else if (listing.App is { } app && apps.TryGetValue(app.Name, out var nodes) && app.State == DcAppState.Running)
            {
                nodes.Add(listing.Node.Name);
            }
        }

        notes.Sort(NodeNameOrder.Instance);
        return new ResilienceFacts { Apps = asked > 0 ? apps.ToDictionary(app => app.Key, app => (IReadOnlyList<string>)app.Value, StringComparer.Ordinal) : ResilienceFacts.NoApps, Notes = notes };
    }
}
