namespace Dentropy.Build;

// A failure to be told in one sentence, without a stack trace.
internal sealed class BuildException(string message) : Exception(message);
