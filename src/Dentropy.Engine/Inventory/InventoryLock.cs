using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Dentropy.Engine.Inventory;

/// <summary>
/// The right to write an inventory: one task of one process at a time. It is a lock of the operating system on the file <c>.lock</c>
/// (<c>flock</c>; on Windows an open without sharing), so that it ends with its owner and a file left behind blocks nobody.
/// </summary>
internal sealed class InventoryLock : IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = ".lock";

    private static readonly ConcurrentDictionary<string, Queue> Queues = new(StringComparer.Ordinal);

    private readonly SafeFileHandle _file;
    private readonly Queue _queue;

    private InventoryLock(SafeFileHandle file, Queue queue) => (_file, _queue) = (file, queue);

    /// <summary>Waits for the lock. The folder must be there.</summary>
    /// <param name="cloud">The cloud folder.</param>
    /// <param name="patience">How long others may hold it without this process getting a turn.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="DentropyException"><c>InventoryBusy</c>, <c>InventoryReadOnly</c>, <c>InventoryWriteFailed</c>.</exception>
    public static async Task<InventoryLock> TakeAsync(string cloud, TimeSpan patience, CancellationToken cancellationToken)
    {
        var queue = Queues.GetOrAdd(cloud, _ => new Queue());
        var start = Stopwatch.GetTimestamp();

        // Tasks of one process stand in line here instead of all trying the file; the line may be longer than the patience while it moves.
        while (!await queue.Gate.WaitAsync(TimeSpan.FromMilliseconds(250), cancellationToken).ConfigureAwait(false))
        {
            if (queue.SinceLast(start) > patience)
                throw InventoryErrors.Busy(cloud, Owner(cloud), patience, cause: null);
        }

        try
        {
            for (var wait = 1; ; wait = Math.Min(wait * 2, 32))
            {
                if (TryLock(cloud) is { } file)
                {
                    queue.Last = Stopwatch.GetTimestamp();
                    return new InventoryLock(file, queue);
                }

                if (queue.SinceLast(start) > patience)
                    throw InventoryErrors.Busy(cloud, Owner(cloud), patience, cause: null);

                await Task.Delay(Random.Shared.Next(1, wait + 1), cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            queue.Gate.Release();
            throw;
        }
    }

    /// <summary>Gives it back.</summary>
    public void Dispose()
    {
        // Said outright, because a process that is just being started may hold a copy of the handle for a moment.
        if (!OperatingSystem.IsWindows())
            _ = Libc.Lock(_file, Libc.Unlock);
        _file.Dispose();
        _queue.Gate.Release();
    }

    private static SafeFileHandle? TryLock(string cloud)
    {
        SafeFileHandle? file = null;
        try
        {
            var share = OperatingSystem.IsWindows() ? FileShare.None : FileShare.ReadWrite;
            file = File.OpenHandle(Path.Join(cloud, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, share);
            if (!OperatingSystem.IsWindows() && Libc.Lock(file, Libc.LockExclusiveNow) != 0)
            {
                var errno = Marshal.GetLastPInvokeError();
                file.Dispose();
                return IsHeld(errno) ? null : throw InventoryErrors.FromErrno(errno);
            }

            Sign(file);
            return file;
        }
        catch (IOException e) when (file is null && IsHeld(e.HResult))
        {
            return null;
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            file?.Dispose();
            throw InventoryErrors.Write(cloud, e);
        }
    }

    // Who holds it, for the message of those who wait in vain. The lock works without, so a full disk does not matter here.
    private static void Sign(SafeFileHandle file)
    {
        try
        {
            var owner = Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId,-10}\n"));
            RandomAccess.Write(file, owner, 0);
        }
        catch (IOException)
        {
            // See above.
        }
    }

    // EAGAIN, 11 on Linux and 35 on the BSDs, from flock or from .NET, which takes a shared lock of its own when it opens a file; on
    // Windows a sharing or a lock violation.
    private static bool IsHeld(int error) =>
        OperatingSystem.IsWindows() ? (uint)error is 0x80070020 or 0x80070021 : error is 11 or 35;

    // Not opened by .NET, whose shared lock the owner's lock would refuse; Windows lets nobody in.
    private static string? Owner(string cloud)
    {
        if (OperatingSystem.IsWindows() || Libc.OpenToRead(Path.Join(cloud, FileName)) is not { } file)
            return null;

        using (file)
        {
            Span<byte> text = stackalloc byte[16];
            var line = Encoding.ASCII.GetString(text[..RandomAccess.Read(file, text, 0)]).Trim();
            return int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? line : null;
        }
    }

    private sealed class Queue
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public long Last { get; set; }

        public TimeSpan SinceLast(long start) => Stopwatch.GetElapsedTime(Math.Max(start, Last));
    }
}
