namespace Dentropy.Build.Packing;

// What a module's manifest says.
internal sealed class ModuleManifest
{
    private readonly IReadOnlyDictionary<string, object?> _table;
    private readonly string _path;

    private ModuleManifest(string path, IReadOnlyDictionary<string, object?> table) => (_path, _table) = (path, table);

    public string Name => Path.GetFileNameWithoutExtension(_path);

    // As a package has it: with the mark of a version before the release, if there is one.
    public string Version => PsData.TryGetValue("Prerelease", out var mark) && mark is string { Length: > 0 } text
        ? $"{Text("ModuleVersion")}-{text}"
        : Text("ModuleVersion");

    public string Author => Text("Author");

    public string Company => Text("CompanyName");

    public string Copyright => Text("Copyright");

    public string Description => Text("Description");

    public string RootModule => Text("RootModule");

    public IReadOnlyList<string> Cmdlets => Texts(_table, "CmdletsToExport");

    public IReadOnlyList<string> Tags => Texts(PsData, "Tags");

    public string? LicenceUri => PsData.GetValueOrDefault("LicenseUri") as string;

    public string? ProjectUri => PsData.GetValueOrDefault("ProjectUri") as string;

    public string? ReleaseNotes => PsData.GetValueOrDefault("ReleaseNotes") as string;

    private IReadOnlyDictionary<string, object?> PsData =>
        (_table.GetValueOrDefault("PrivateData") as IReadOnlyDictionary<string, object?>)?.GetValueOrDefault("PSData") as IReadOnlyDictionary<string, object?>
        ?? throw new BuildException($"{_path} has no PrivateData.PSData.");

    public static ModuleManifest Read(string path) => new(path, PsDataFile.Read(path));

    private string Text(string key) => _table.GetValueOrDefault(key) as string ?? throw new BuildException($"{_path} has no {key}.");

    private static IReadOnlyList<string> Texts(IReadOnlyDictionary<string, object?> table, string key) => table.GetValueOrDefault(key) switch
    {
        IReadOnlyList<object?> list => [.. list.OfType<string>()],
        string text => [text],
        _ => [],
    };
}
