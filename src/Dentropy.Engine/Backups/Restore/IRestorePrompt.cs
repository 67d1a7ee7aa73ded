namespace Dentropy.Engine.Backups.Restore;

/// <summary>Asks the operator, wherever they sit.</summary>
public interface IRestorePrompt
{
    /// <summary>Lets them choose one of several.</summary>
    /// <param name="question">The question.</param>
    /// <param name="choices">What there is to choose from.</param>
    /// <param name="first">Index of the choice that is taken when they just agree.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>The index of what they chose.</returns>
    Task<int> ChooseAsync(string question, IReadOnlyList<string> choices, int first, CancellationToken cancellationToken);

    /// <summary>Lets them write a word.</summary>
    /// <param name="question">The question.</param>
    /// <param name="usual">What is taken when they write nothing; empty for nothing.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<string> ReadAsync(string question, string usual, CancellationToken cancellationToken);

    /// <summary>Tells them why an answer cannot be used; the question comes again.</summary>
    /// <param name="problem">The problem.</param>
    void Tell(string problem);
}
