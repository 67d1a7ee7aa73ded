using System.Diagnostics;

namespace Dentropy.Bench;

internal static class Shell
{
    /// <summary>Runs a command line and returns what it printed; a failure ends the bench.</summary>
    public static async Task<string> CheckAsync(string command, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("/bin/bash", ["-c", command]) { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0 ? await output : throw new InvalidOperationException($"{command}\nended with {process.ExitCode}: {await error}{await output}");
    }

    public static Task<double> TimeAsync(string command, CancellationToken cancellationToken) => Bench.TimeAsync(() => CheckAsync(command, cancellationToken));

    public static async Task InstallAsync(string packages, CancellationToken cancellationToken) => await CheckAsync(
        $"for p in {packages}; do dpkg -s $p >/dev/null 2>&1 || missing=\"$missing $p\"; done; [ -z \"$missing\" ] || " +
        "{ apt-get -o DPkg::Lock::Timeout=300 update -qq; DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing; }",
        cancellationToken);
}
