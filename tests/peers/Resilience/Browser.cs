using System.Diagnostics;
using Xunit;

namespace Dentropy.Peers.Tests.Resilience;

/// <summary>Chromium without a window, for pages that were written to files.</summary>
internal static class Browser
{
    private static readonly string? s_program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .SelectMany(folder => new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Path.Join(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips the test where there is no browser; in CI that is a failure.</summary>
    public static void Require()
    {
        if (s_program is not null)
            return;
        Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "There is no browser, and CI must look at pages in a real one. Install it with: lab/lab.sh install browser");
        Assert.Skip("There is no browser: lab/lab.sh install browser");
    }

    /// <summary>The page's document after it has been loaded, and what the browser's log says of it.</summary>
    public static async Task<(string Document, string Log)> DumpAsync(string file, string profile, params string[] more)
    {
        string[] arguments =
        [
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars", "--allow-file-access-from-files", "--enable-logging=stderr", "--log-level=0",
            $"--user-data-dir={profile}", "--window-size=1400,1000", .. more, "--dump-dom", new Uri(file).AbsoluteUri,
        ];
        using var process = Process.Start(new ProcessStartInfo(s_program!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        try
        {
            var log = process.StandardError.ReadToEndAsync(limit.Token);
            var document = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (document, await log);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
