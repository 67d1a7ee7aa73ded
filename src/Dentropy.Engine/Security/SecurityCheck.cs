using Dentropy.Security;

namespace Dentropy.Engine.Security;

/// <summary>A check that an audit makes.</summary>
/// <param name="Name">Its stable name.</param>
/// <param name="Severity">The worst that it finds.</param>
/// <param name="Description">What it finds, in a few words.</param>
public sealed record SecurityCheck(string Name, DcSecuritySeverity Severity, string Description);
