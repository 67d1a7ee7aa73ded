using System.Globalization;

namespace Dentropy.Bench;

/// <summary>What the module adds to the start of pwsh.</summary>
internal static class ModuleBench
{
    public static async Task RunAsync(Bench bench)
    {
        Console.WriteLine("module: import and first cmdlet");
        if ((await Shell.CheckAsync("command -v pwsh || true", bench.Cancellation)).Length == 0)
        {
            Console.WriteLine("  left out: there is no pwsh on the PATH");
            return;
        }

        await bench.HostsAsync(3);
        var module = $"{Bench.Root}/out/Dentropy/Dentropy.psd1";
        var inside = $"Import-Module {module}; $w = [Diagnostics.Stopwatch]::StartNew(); $null = Get-DcNode -Cloud {Bench.Cloud}; $w.Elapsed.TotalSeconds";
        var medians = await bench.TurnsAsync(7, new Dictionary<string, Func<Task<double>>>(StringComparer.Ordinal)
        {
            ["pwsh -NoProfile"] = () => Shell.TimeAsync("pwsh -NoProfile -Command 1", bench.Cancellation),
            ["pwsh -NoProfile, Import-Module"] = () => Shell.TimeAsync($"pwsh -NoProfile -Command 'Import-Module {module}; 1'", bench.Cancellation),
            ["first Get-DcNode"] = async () => double.Parse(await Shell.CheckAsync($"pwsh -NoProfile -Command '{inside}'", bench.Cancellation), CultureInfo.InvariantCulture),
        });
        var import = (medians["pwsh -NoProfile, Import-Module"] - medians["pwsh -NoProfile"]) * 1000;
        var first = medians["first Get-DcNode"] * 1000;
        bench.Target("Import-Module adds less than 150 ms", string.Create(CultureInfo.InvariantCulture, $"{import:0} ms"), import < 150);
        bench.Target("first Get-DcNode within 300 ms", string.Create(CultureInfo.InvariantCulture, $"{first:0} ms"), first <= 300);
    }
}
