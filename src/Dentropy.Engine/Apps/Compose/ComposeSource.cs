namespace Dentropy.Engine.Apps.Compose;

/// <summary>The compose file that is being read: its name for messages, its variables, and what was found that is to be told.</summary>
internal sealed class ComposeSource(string file, string folder, Interpolation variables)
{
    public string File => file;

    /// <summary>Folder of this machine that relative names of env files, secrets and configs start from.</summary>
    public string Folder => folder;

    public Interpolation Variables => variables;

    public List<ComposeRefusal> Refusals { get; } = [];

    public List<string> Warnings { get; } = [];

    public DentropyException Invalid(int line, string? path, string problem) => ComposeErrors.Invalid(file, line, path, problem);

    public void Refuse(int line, string path, string why) => Refusals.Add(new ComposeRefusal(line, path, why));
}
