namespace Dentropy.Engine.Backups.Places;

/// <summary>A bucket with a prefix. The prefix is empty or ends with a slash.</summary>
internal sealed record S3Address(string Bucket, string Prefix)
{
    public const string Scheme = "s3://";

    /// <summary>Reads <c>s3://bucket/prefix</c>; null where it is none.</summary>
    public static S3Address? Parse(string location)
    {
        if (!location.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;
        var rest = location[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var bucket = slash < 0 ? rest : rest[..slash];
        var prefix = slash < 0 ? "" : rest[(slash + 1)..].Trim('/');
        return bucket.Length is >= 3 and <= 255 && bucket.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') && !prefix.Any(char.IsControl)
            ? new S3Address(bucket, prefix.Length > 0 ? prefix + "/" : "")
            : null;
    }

    /// <summary>Whether another address is this one or below it.</summary>
    public bool Holds(S3Address other) =>
        string.Equals(Bucket, other.Bucket, StringComparison.Ordinal) && other.Prefix.StartsWith(Prefix, StringComparison.Ordinal);

    public override string ToString() => (Scheme + Bucket + "/" + Prefix).TrimEnd('/');
}
