namespace Dentropy.Build;

// Where things are.
internal sealed record Repository(string Root)
{
    public string Out => Path.Combine(Root, "out");

    public string Module => Path.Combine(Out, "Dentropy");

    public string ModuleHelp => Path.Combine(Module, "en-US");

    public string Manifest => Path.Combine(Module, "Dentropy.psd1");

    public string Command => Path.Combine(Out, "bin", OperatingSystem.IsWindows() ? "dentropy.exe" : "dentropy");

    public string LabScript => Path.Combine(Root, "lab", "lab.sh");

    public string TestResults => Path.Combine(Root, "TestResults");

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    // A file-based program is told where its file is; anything else starts from where it was built.
    public static Repository Find()
    {
        var start = AppContext.GetData("EntryPointFileDirectoryPath") as string ?? AppContext.BaseDirectory;
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dentropy.sln")))
                return new Repository(folder.FullName);
        }

        throw new BuildException($"There is no Dentropy.sln in {start} or above it.");
    }
}
