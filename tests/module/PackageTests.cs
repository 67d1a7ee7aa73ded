using System.Diagnostics;
using System.IO.Compression;
using System.Xml.Linq;
using Dentropy.Build;
using Dentropy.Build.Packing;

namespace Dentropy.Module.Tests;

public sealed class PackageTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dentropy-package-").FullName;
    private readonly string _package = ModulePackage.PathOf(BuiltModule.Repository, BuiltModule.Manifest);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void It_holds_the_module_and_nothing_else()
    {
        using var package = ZipFile.OpenRead(_package);
        var files = package.Entries.Select(entry => Uri.UnescapeDataString(entry.FullName))
            .Where(name => name is not ("[Content_Types].xml" or "Dentropy.nuspec") && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal));
        var built = Directory.GetFiles(BuiltModule.Repository.Module, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(BuiltModule.Repository.Module, file).Replace('\\', '/'));
        Assert.Equal(built.Order(StringComparer.Ordinal), files.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_files_are_those_of_the_built_module()
    {
        ZipFile.ExtractToDirectory(_package, _folder);
        Assert.Equal(File.ReadAllBytes(BuiltModule.Repository.Manifest), File.ReadAllBytes(Path.Combine(_folder, "Dentropy.psd1")));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(BuiltModule.Repository.Module, "Dentropy.PowerShell.dll")), File.ReadAllBytes(Path.Combine(_folder, "Dentropy.PowerShell.dll")));
    }

    [Fact]
    public void It_says_that_it_is_a_module_and_which_cmdlets_it_has()
    {
        using var package = ZipFile.OpenRead(_package);
        using var nuspec = package.GetEntry("Dentropy.nuspec")!.Open();
        var metadata = XDocument.Load(nuspec).Descendants().ToLookup(element => element.Name.LocalName, element => element.Value, StringComparer.Ordinal);
        Assert.Equal("Dentropy", metadata["id"].Single());
        Assert.Equal(BuiltModule.Manifest.Version, metadata["version"].Single());
        var tags = metadata["tags"].Single().Split(' ');
        Assert.Contains("PSModule", tags);
        Assert.All(BuiltModule.Manifest.Cmdlets, cmdlet => Assert.Contains("PSCmdlet_" + cmdlet, tags));
    }

    [Fact]
    public async Task PowerShell_installs_it_and_finds_its_cmdlets_and_their_help()
    {
        Assert.SkipWhen(Machine.Find("pwsh") is null, "There is no pwsh on the PATH to install the package with.");
        var script =
            $$"""
            $ErrorActionPreference = 'Stop'
            $ProgressPreference = 'SilentlyContinue'
            Register-PSResourceRepository -Name built -Uri '{{BuiltModule.Repository.Out}}' -Trusted
            Install-PSResource -Name Dentropy -Repository built -Scope CurrentUser
            $module = Import-Module Dentropy -PassThru
            $module.ModuleBase
            (Get-Command -Module Dentropy).Name -join ' '
            (Get-Help {{BuiltModule.Manifest.Cmdlets[0]}}).Synopsis
            """;
        var start = new ProcessStartInfo(Machine.Find("pwsh")!, ["-NoProfile", "-NonInteractive", "-Command", script]) { RedirectStandardOutput = true, RedirectStandardError = true };

        // Its own home, so that nothing of this account's modules and repositories is seen or changed.
        start.Environment["HOME"] = start.Environment["USERPROFILE"] = _folder;
        foreach (var name in new[] { "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "PSModulePath" })
            start.Environment.Remove(name);
        using var pwsh = Process.Start(start)!;
        var errors = pwsh.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await pwsh.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await pwsh.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(pwsh.ExitCode == 0, output + await errors);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.StartsWith(_folder, lines[0], StringComparison.Ordinal);
        Assert.Equal(BuiltModule.Manifest.Cmdlets.Order(StringComparer.Ordinal), lines[1].Split(' ').Order(StringComparer.Ordinal));
        Assert.Equal(BuiltModule.Page(BuiltModule.Manifest.Cmdlets[0]).Synopsis[0].Text, lines[2]);
    }
}
