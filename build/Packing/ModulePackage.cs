using System.Xml.Linq;

namespace Dentropy.Build.Packing;

// Packs the built module the way the PowerShell Gallery takes it: the module's folder as the root of a NuGet package whose tags
// say that it is a module and which cmdlets it has.
internal static class ModulePackage
{
    private static readonly XNamespace s_nuspec = "http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd";

    public static string PathOf(Repository repository, ModuleManifest manifest) => Path.Combine(repository.Out, $"{manifest.Name}.{manifest.Version}.nupkg");

    public static async Task<string> MakeAsync(Repository repository, CancellationToken cancellationToken)
    {
        Console.WriteLine("Packing the module");
        var manifest = ModuleManifest.Read(repository.Manifest);
        var package = PathOf(repository, manifest);
        var nuspec = Path.Combine(repository.Out, $"{manifest.Name}.nuspec");
        Nuspec(manifest).Save(nuspec);
        File.Delete(package);

        // NuGet's own advice is about libraries: an assembly belongs into lib/ and so on. A module is not one.
        await Tool.RequireDotnetAsync(
            "Packing the module",
            cancellationToken,
            "pack",
            repository.At("build"),
            "-c",
            "Release",
            "-p:IsPackable=true",
            $"-p:NuspecFile={nuspec}",
            $"-p:NuspecBasePath={repository.Module}",
            "-p:NoPackageAnalysis=true",
            "-o",
            repository.Out,
            "-v",
            "quiet",
            "-nologo",
            "-tl:off",
            "-clp:ErrorsOnly;NoSummary");
        return File.Exists(package) ? package : throw new BuildException($"Packing the module left no {package}.");
    }

    private static XDocument Nuspec(ModuleManifest manifest)
    {
        string[] tags =
        [
            .. manifest.Tags,
            "PSModule",
            "PSIncludes_Cmdlet",
            .. manifest.Cmdlets.Select(name => $"PSCmdlet_{name}"),
            .. manifest.Cmdlets.Select(name => $"PSCommand_{name}"),
        ];
        return new XDocument(new XElement(s_nuspec + "package", new XElement(
            s_nuspec + "metadata",
            Field("id", manifest.Name),
            Field("version", manifest.Version),
            Field("authors", manifest.Author),
            Field("owners", manifest.Company),
            Field("requireLicenseAcceptance", "false"),
            Field("licenseUrl", manifest.LicenceUri),
            Field("projectUrl", manifest.ProjectUri),
            Field("description", manifest.Description),
            Field("releaseNotes", manifest.ReleaseNotes),
            Field("copyright", manifest.Copyright),
            Field("tags", string.Join(' ', tags.Distinct(StringComparer.Ordinal))))));
    }

    private static XElement? Field(string name, string? value) => value is null ? null : new XElement(s_nuspec + name, value);
}
