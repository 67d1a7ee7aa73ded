namespace Dentropy.Engine.Certificates.Challenges;

/// <summary>Puts the proofs for an order in their place, and takes them away again whatever became of it.</summary>
internal interface IChallengeAnswer
{
    /// <summary>The kind of challenge that it answers.</summary>
    string Type { get; }

    /// <summary>Puts one proof in its place.</summary>
    /// <param name="name">The name that is proved, without its wildcard.</param>
    /// <param name="token">The challenge's token.</param>
    /// <param name="authorization">The key authorization (RFC 8555, 8.1).</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task PutAsync(string name, string token, string authorization, CancellationToken cancellationToken);

    /// <summary>Waits until all that were put can be seen.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    Task ReadyAsync(CancellationToken cancellationToken);

    /// <summary>Takes all of them away.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What could not be taken away, each in a sentence.</returns>
    Task<IReadOnlyList<string>> ClearAsync(CancellationToken cancellationToken);
}
