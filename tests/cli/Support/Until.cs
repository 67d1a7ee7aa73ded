using System.Diagnostics;
using Xunit;

namespace Dentropy.Cli.Tests.Support;

internal static class Until
{
    public static async Task TrueAsync(Func<Task<bool>> condition, string what)
    {
        for (var watch = Stopwatch.StartNew(); !await condition();)
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60), "Waited in vain until " + what);
            await Task.Delay(50);
        }
    }

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(() => Task.FromResult(condition()), what);
}
