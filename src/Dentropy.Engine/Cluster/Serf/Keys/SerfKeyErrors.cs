using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>Errors of Serf's keys. None holds a key.</summary>
internal static class SerfKeyErrors
{
    public static DentropyException Invalid(string reference) => new(
        "SerfKeyInvalid",
        DentropyErrorCategory.InvalidArgument,
        reference,
        $"What {Shown.Text(reference)} leads to is no key of Serf: it has to be 16, 24 or 32 bytes in Base64. Nothing was done. New-DcSerfKey makes one.");

    public static DentropyException NoReference(string parameter) => new(
        "SerfKeyReference",
        DentropyErrorCategory.InvalidArgument,
        parameter,
        $"{parameter} takes a reference to the key and not the key, which others could read on the command line: env:NAME, file:PATH or command:LINE. Nothing was done.");
}
