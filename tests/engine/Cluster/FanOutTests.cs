using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster;

public sealed class FanOutTests
{
    private static readonly int[] Items = [.. Enumerable.Range(0, 20)];

    [Fact]
    public async Task ResultsComeInOrderOfCompletion()
    {
        var gates = Items.Select(_ => new TaskCompletionSource()).ToArray();
        var seen = new List<int>();
        gates[7].SetResult();
        await foreach (var item in FanOut.RunAsync(Items, 20, WaitAsync, default))
        {
            seen.Add(item);
            gates.FirstOrDefault(gate => !gate.Task.IsCompleted)?.SetResult();
        }

        Assert.Equal(7, seen[0]);
        Assert.Equal(Items, seen.Order());

        async Task<int> WaitAsync(int item, CancellationToken token)
        {
            await gates[item].Task.WaitAsync(token);
            return item;
        }
    }

    [Fact]
    public async Task NoMoreThanTheThrottleRunAtOnce()
    {
        var running = 0;
        var most = 0;
        var allThree = new TaskCompletionSource();
        await foreach (var item in FanOut.RunAsync(Items, 3, WorkAsync, default))
        {
        }

        Assert.Equal(3, most);

        async Task<int> WorkAsync(int item, CancellationToken token)
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 3)
            {
                allThree.TrySetResult();
            }

            await allThree.Task;
            await Task.Yield();
            Interlocked.Decrement(ref running);
            return item;
        }
    }

    [Fact]
    public async Task LeavingEarlyCancelsTheWorkAndWaitsForIt()
    {
        var (begun, ended) = (0, 0);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await foreach (var item in FanOut.RunAsync(Items, 20, WorkAsync, default))
        {
            break;
        }

        Assert.Equal(19, ended);

        async Task<int> WorkAsync(int item, CancellationToken token)
        {
            if (Interlocked.Increment(ref begun) == 20)
            {
                all.SetResult();
            }

            if (item == 3)
            {
                await all.Task;
                return item;
            }

            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            finally
            {
                Interlocked.Increment(ref ended);
            }

            return item;
        }
    }

    [Fact]
    public async Task CancellingEndsTheReading()
    {
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in FanOut.RunAsync(Items, 4, WorkAsync, stop.Token))
            {
                await stop.CancelAsync();
            }
        });

        static async Task<int> WorkAsync(int item, CancellationToken token)
        {
            if (item > 0)
            {
                await Task.Delay(Timeout.Infinite, token);
            }

            return item;
        }
    }

    [Fact]
    public async Task AnExceptionOfTheWorkReachesTheReader()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(async () =>
        {
            await foreach (var item in FanOut.RunAsync<int, int>(Items, 4, (_, _) => throw new InvalidOperationException("broken"), default))
            {
            }
        });
        Assert.Equal("broken", error.Message);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); seen < value; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Fact]
    public async Task What_fails_for_one_item_is_its_failure_and_any_other_error_ends_all()
    {
        var all = await FanOut.TryAsync([1, 2, 3], 2, WorkAsync, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([(1, "one 1", null), (2, null, "Bad"), (3, "one 3", null)], all.OrderBy(one => one.Item).Select(one => (one.Item, one.Result, one.Failure?.ErrorId)));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await FanOut.TryAsync([4], 1, WorkAsync, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken));

        static Task<string> WorkAsync(int item, CancellationToken token) => item switch
        {
            2 => throw new DentropyException("Bad", DentropyErrorCategory.InvalidData, "2", "It is bad."),
            4 => throw new InvalidOperationException(),
            _ => Task.FromResult($"one {item}"),
        };
    }
}
