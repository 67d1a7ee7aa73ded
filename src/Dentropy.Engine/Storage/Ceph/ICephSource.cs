namespace Dentropy.Engine.Storage.Ceph;

/// <summary>A way to a Ceph cluster: the <c>ceph</c> command on a node, or the dashboard.</summary>
internal interface ICephSource : IAsyncDisposable
{
    /// <summary>Asks several questions in one go.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">Nothing could be asked at all: <c>CephUnreachable</c>, <c>CephNoQuorum</c>, <c>CephKeyringUnreadable</c>, <c>CephNotInstalled</c>, <c>CephAnswerInvalid</c>, and those of the link.</exception>
    Task<CephAnswers> AskAsync(IReadOnlyCollection<CephQuestion> questions, CancellationToken cancellationToken);
}
