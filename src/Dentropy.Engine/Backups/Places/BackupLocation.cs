using System.IO.Enumeration;
using System.Runtime.CompilerServices;

namespace Dentropy.Engine.Backups.Places;

/// <summary>The backups that a location means.</summary>
/// <param name="Place">The place.</param>
/// <param name="Pattern">A file name, or one with wildcards (<c>*</c> any characters, <c>?</c> one); null for every backup of the place.</param>
public sealed record BackupLocation(IBackupPlace Place, string? Pattern)
{
    /// <summary>Name of the place in <c>cloud.yaml</c>; null where it has none there.</summary>
    public string? PlaceName { get; init; }

    /// <summary>Whether the pattern may mean several files.</summary>
    public bool HasWildcards => Pattern?.AsSpan().ContainsAny('*', '?') == true;

    /// <summary>Whether a file is one of them.</summary>
    /// <param name="name">Its name.</param>
    public bool Means(string name) => Pattern is null || string.Equals(Pattern, name, StringComparison.Ordinal) || FileSystemName.MatchesSimpleExpression(Pattern, name, ignoreCase: false);

    /// <summary>The names of the backups that are meant. One that is named outright need not be there.</summary>
    /// <param name="cancellationToken">Ends the listing.</param>
    /// <exception cref="DentropyException">Those of <see cref="IBackupPlace.ListAsync"/>.</exception>
    public async IAsyncEnumerable<string> NamesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Pattern is not null && !HasWildcards)
        {
            yield return Pattern;
            yield break;
        }

        await foreach (var entry in Place.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Means(entry.Name))
                yield return entry.Name;
        }
    }
}
