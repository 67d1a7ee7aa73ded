namespace Dentropy.Engine.Backups.Places;

/// <summary>
/// How large the parts of an upload are. S3 takes 10,000 parts and 5 TiB, and the length of a backup is not known when it begins, so parts
/// grow. The early ones are held in memory; those that would take too much of it are put into a temporary file first.
/// </summary>
internal static class S3Parts
{
    /// <summary>Most parts of an upload.</summary>
    public const int Most = 10_000;

    /// <summary>Largest part that is held in memory.</summary>
    public const int LargestInMemory = 16 * Mebi;

    private const int Mebi = 1024 * 1024;

    /// <summary>Bytes of a part.</summary>
    /// <param name="number">Its number, from 1.</param>
    public static long Size(int number) => number switch
    {
        <= 1000 => 8L * Mebi,
        <= 4000 => LargestInMemory,
        <= 8000 => 320L * Mebi,
        _ => 2048L * Mebi,
    };
}
