using Dentropy.Nodes;

namespace Dentropy.Engine.Resilience.Facts;

/// <summary>Something that can be asked how the cloud is now.</summary>
public interface IResilienceFacts
{
    /// <summary>Looks. What cannot be seen is a note and no error, since everything else still counts.</summary>
    /// <param name="question">What is of interest.</param>
    /// <param name="cancellationToken">Ends it.</param>
    Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken);
}

/// <summary>What is of interest for a model.</summary>
/// <param name="Cloud">Folder of the inventory.</param>
/// <param name="Nodes">Its nodes.</param>
/// <param name="Apps">Names of apps whose nodes are wanted.</param>
public sealed record FactsQuestion(string Cloud, IReadOnlyList<DcNode> Nodes, IReadOnlyCollection<string> Apps);
