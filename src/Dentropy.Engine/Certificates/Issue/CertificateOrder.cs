using Dentropy.Engine.Certificates.Acme;
using Dentropy.Engine.Certificates.Challenges;
using Dentropy.Engine.Certificates.Issuers;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>One order, from its names to the certificate. What proved the names is taken away again, however it ends.</summary>
/// <param name="client">The authority, with the account open.</param>
/// <param name="issuer">What is known of it.</param>
/// <param name="answer">Puts the proofs in their place.</param>
internal sealed class CertificateOrder(AcmeClient client, CertificateIssuer issuer, IChallengeAnswer answer)
{
    private static readonly TimeSpan s_cleanup = TimeSpan.FromMinutes(1);

    private readonly List<string> _left = [];

    /// <summary>What could not be taken away, each in a sentence.</summary>
    public IReadOnlyList<string> Left => _left;

    /// <summary>Orders, proves, and downloads.</summary>
    /// <returns>The chain in PEM, the certificate first.</returns>
    public async Task<string> RunAsync(IReadOnlyList<string> names, byte[] csr, CancellationToken cancellationToken)
    {
        var order = await client.OrderAsync([.. names.Select(CertificateRules.Identifier)], cancellationToken).ConfigureAwait(false);
        var open = new List<AcmeAuthorization>();
        try
        {
            foreach (var url in order.Authorizations)
            {
                var authorization = await client.AuthorizationAsync(url, cancellationToken).ConfigureAwait(false);
                // Proved a while ago, and still good.
                if (authorization.Status != "valid")
                    open.Add(authorization);
            }

            await ProveAsync(open, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await GiveUpAsync(open).ConfigureAwait(false);
            throw;
        }

        return await client.FinishAsync(order, csr, cancellationToken).ConfigureAwait(false);
    }

    private async Task ProveAsync(List<AcmeAuthorization> open, CancellationToken cancellationToken)
    {
        try
        {
            // All proofs are put before the first is looked at: a name and its wildcard share one record.
            var work = open.ConvertAll(authorization => (Authorization: authorization, Challenge: Choose(authorization)));
            foreach (var (authorization, challenge) in work)
                await answer.PutAsync(authorization.Name, challenge.Token, client.Key.Authorization(challenge.Token), cancellationToken).ConfigureAwait(false);
            await answer.ReadyAsync(cancellationToken).ConfigureAwait(false);
            foreach (var (authorization, challenge) in work)
                await client.ValidateAsync(authorization, challenge, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await ClearAsync().ConfigureAwait(false);
        }
    }

    private AcmeChallenge Choose(AcmeAuthorization authorization)
    {
        var challenge = authorization.Challenges.FirstOrDefault(one => one.Type == answer.Type)
            ?? throw AcmeErrors.NoChallenge(issuer, authorization.Name, answer.Type, authorization.Challenges.Select(one => one.Type));
        return ChallengeToken.IsOne(challenge.Token) ? challenge : throw AcmeErrors.BadAnswer(issuer, "the token of a challenge is no base64url");
    }

    // With a time of its own: what ended the order may have been the operator's Ctrl+C.
    private async Task ClearAsync()
    {
        using var limit = new CancellationTokenSource(s_cleanup);
        try
        {
            _left.AddRange(await answer.ClearAsync(limit.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            _left.Add($"What proved the names by {answer.Type} could not be taken away within a minute.");
        }
    }

    private async Task GiveUpAsync(List<AcmeAuthorization> open)
    {
        using var limit = new CancellationTokenSource(s_cleanup);
        foreach (var authorization in open)
        {
            try
            {
                await client.DeactivateAsync(authorization, limit.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (e is DentropyException or OperationCanceledException)
            {
                // One that is invalid already cannot be given up, and the failure that led here is the one to report.
            }
        }
    }
}
