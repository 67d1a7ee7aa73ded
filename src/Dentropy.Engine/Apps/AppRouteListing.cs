using Dentropy.Apps;

namespace Dentropy.Engine.Apps;

/// <summary>A route that was found, or what could not be asked.</summary>
/// <param name="Target">The node or proxy that was asked.</param>
/// <param name="Route">The route; null where there is a failure.</param>
/// <param name="Failure">Why it could not be asked; null where it was.</param>
public sealed record AppRouteListing(string Target, DcAppRoute? Route, DentropyException? Failure);
