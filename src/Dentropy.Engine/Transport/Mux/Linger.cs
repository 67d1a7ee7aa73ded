namespace Dentropy.Engine.Transport.Mux;

/// <summary>
/// Decides whether a thread waits on the spot, for a moment, for what comes next. While much data passes, the next of it is there
/// within microseconds; giving the thread back for that costs more than the data itself, since a thread of the pool that runs
/// out of work spins, and that on the very cores that ssh needs for decrypting.
/// </summary>
/// <remarks>One instance belongs to one who waits. A stream that is slow, or short, never waits on the spot.</remarks>
internal sealed class Linger
{
    public const int Milliseconds = 5;

    // From here on the data counts as much.
    private const long Much = 256 * 1024;

    private long _passed;

    /// <summary>Counts what has passed.</summary>
    public void Passed(int bytes) => Interlocked.Add(ref _passed, bytes);

    /// <summary>Whether to wait on the spot now: much has passed since the last time that this was in vain, and nobody else needs the thread.</summary>
    public bool IsWorthwhile => Volatile.Read(ref _passed) >= Much && ThreadPool.PendingWorkItemCount == 0;

    /// <summary>Waiting was in vain.</summary>
    public void Failed() => Volatile.Write(ref _passed, 0);
}
