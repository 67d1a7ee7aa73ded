using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>Reads where a key is, as operators write it.</summary>
public static class SerfKeyReference
{
    /// <summary>Reads a reference.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="parameter">Where, for messages.</param>
    /// <exception cref="DentropyException"><c>SerfKeyReference</c>: it is none, and may be the key itself, so it is not repeated.</exception>
    public static SecretReference Parse(string text, string parameter) => SecretReference.Parse(text) ?? throw new DentropyException(
        "SerfKeyReference",
        DentropyErrorCategory.InvalidArgument,
        parameter,
        $"{parameter} takes a reference to the key and not the key itself, which others could read on the command line: env:NAME, file:PATH or command:LINE. Nothing was done.");
}
