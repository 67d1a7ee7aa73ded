namespace Dentropy.Engine.Certificates.Acme;

/// <summary>A name or address in an order (RFC 8555, 9.7.7; RFC 8738).</summary>
/// <param name="Type"><c>dns</c> or <c>ip</c>.</param>
/// <param name="Value">The name or address.</param>
internal sealed record AcmeIdentifier(string Type, string Value);

/// <summary>An order (RFC 8555, 7.1.3).</summary>
internal sealed record AcmeOrder(Uri Url, string Status, IReadOnlyList<Uri> Authorizations, Uri Finalize, Uri? Certificate, AcmeProblem? Error, TimeSpan? Pause);

/// <summary>A challenge of an authorization (RFC 8555, 7.1.5).</summary>
internal sealed record AcmeChallenge(string Type, Uri Url, string Token, string Status, AcmeProblem? Error);

/// <summary>What has to be proved for one name (RFC 8555, 7.1.4).</summary>
/// <param name="Url">Its address.</param>
/// <param name="Name">The name, without the wildcard.</param>
/// <param name="Wildcard">Whether it is for all names one level below.</param>
/// <param name="Status"><c>pending</c>, <c>valid</c>, <c>invalid</c>, ...</param>
/// <param name="Challenges">Ways to prove it.</param>
/// <param name="Pause">How long the authority asks to wait before it is asked again.</param>
internal sealed record AcmeAuthorization(Uri Url, string Name, bool Wildcard, string Status, IReadOnlyList<AcmeChallenge> Challenges, TimeSpan? Pause);
