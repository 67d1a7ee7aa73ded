using System.Diagnostics;
using Xunit;

namespace Dentropy.Engine.Tests.Provisioning;

public sealed class UnifiedDiffTests
{
    [Fact]
    public void NothingIsSaidOfWhatIsTheSame() => Assert.Equal("", UnifiedDiff.Between("a\nb\n", "a\nb\n", "/f"));

    [Fact]
    public void ANewFileAndOneThatGoesAreSaidAsSuch()
    {
        Assert.Equal("--- /dev/null\n+++ /f\n@@ -0,0 +1,2 @@\n+a\n+b", UnifiedDiff.Between(null, "a\nb\n", "/f"));
        Assert.Equal("--- /f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a", UnifiedDiff.Between("a\n", null, "/f"));
    }

    [Fact]
    public void ALineWithoutItsEndIsToldFromOneWithIt() =>
        Assert.Equal("--- /f\n+++ /f\n@@ -1,1 +1,1 @@\n-a\n\\ No newline at end of file\n+a", UnifiedDiff.Between("a", "a\n", "/f"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task PatchMakesTheNewFileOfTheOldOne(int seed)
    {
        if (!File.Exists("/usr/bin/patch"))
            Assert.Skip("patch(1) is not here");
        var random = new Random(seed);
        for (var turn = 0; turn < 20; turn++)
        {
            var before = Enumerable.Range(0, random.Next(40)).Select(_ => random.Next(12).ToString(System.Globalization.CultureInfo.InvariantCulture)).ToList();
            var after = before.ToList();
            for (var change = random.Next(6); change >= 0; change--)
            {
                if (after.Count > 0 && random.Next(2) == 0)
                    after.RemoveAt(random.Next(after.Count));
                else
                    after.Insert(random.Next(after.Count + 1), "new " + random.Next(3));
            }

            var (old, wanted) = (string.Concat(before.Select(line => line + "\n")), string.Concat(after.Select(line => line + "\n")));
            var diff = UnifiedDiff.Between(old, wanted, "f");
            Assert.Equal(old == wanted, diff.Length == 0);
            if (diff.Length > 0)
                Assert.Equal(wanted, await PatchAsync(old, diff + "\n"));
        }
    }

    private static async Task<string> PatchAsync(string old, string diff)
    {
        var folder = Directory.CreateTempSubdirectory("dentropy-diff-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Join(folder, "f"), old);
            var start = new ProcessStartInfo("patch", ["--quiet", "--fuzz=0", "-p0", "f"]) { WorkingDirectory = folder, RedirectStandardInput = true };
            using var process = Process.Start(start)!;
            await process.StandardInput.WriteAsync(diff);
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            // patch takes an empty file away.
            return File.Exists(Path.Join(folder, "f")) ? await File.ReadAllTextAsync(Path.Join(folder, "f")) : "";
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
