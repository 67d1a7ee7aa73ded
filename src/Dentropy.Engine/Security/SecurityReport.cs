using Dentropy.Security;

namespace Dentropy.Engine.Security;

/// <summary>What an audit says of one node.</summary>
/// <param name="Node">Its name; <c>localhost</c> for what lies on this machine.</param>
/// <param name="Findings">What was found, the worst first.</param>
/// <param name="Failure">Why nothing is known of it; null where it was looked at.</param>
public sealed record SecurityReport(string Node, IReadOnlyList<DcSecurityFinding> Findings, DentropyException? Failure)
{
    /// <summary>Whether it is about the operator's own files, and not about a node that was asked for.</summary>
    public bool IsOperator { get; init; }
}
