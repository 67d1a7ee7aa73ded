using Dentropy.Engine.Security.Look;
using Dentropy.Security;

namespace Dentropy.Engine.Security.Checks;

/// <summary>Checks of one subject, judged from one look at a node.</summary>
internal interface INodeCheck
{
    /// <summary>Names of what it may find.</summary>
    IReadOnlyList<string> Names { get; }

    /// <summary>What it has to know of the node.</summary>
    LookPart Parts { get; }

    /// <summary>Ports whose TLS it has to know, of those that listen; none where it has to know of none.</summary>
    bool WantsTls(ListeningSocket socket) => false;

    /// <summary>What is to be told.</summary>
    IEnumerable<DcSecurityFinding> Judge(NodeScope node);
}
