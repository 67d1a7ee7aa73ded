namespace Dentropy.Engine.Resilience.Facts;

/// <summary>Asks several at the same time.</summary>
/// <param name="sources">Whom.</param>
public sealed class AllFacts(params IReadOnlyList<IResilienceFacts> sources) : IResilienceFacts
{
    /// <inheritdoc/>
    public async Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken) =>
        ResilienceFacts.Together(await Task.WhenAll(sources.Select(source => source.ObserveAsync(question, cancellationToken))).ConfigureAwait(false));
}
