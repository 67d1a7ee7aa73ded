using Dentropy.Apps;

namespace Dentropy.Engine.Apps;

/// <summary>A line of an app's log, or why a log could not be read.</summary>
/// <param name="App">The app.</param>
/// <param name="Line">The line; null where there is a failure.</param>
/// <param name="Failure">Why the log of the app, or of one of its containers, cannot be read; null where there is a line.</param>
public sealed record AppLogItem(AppMatch App, DcAppLogLine? Line, DentropyException? Failure);
