namespace Dentropy.Engine.Apps.Compose;

/// <summary>Where the variables of a compose file come from: what the operator gave, then the environment of this process, then the <c>.env</c> file.</summary>
internal static class ComposeVariables
{
    public static Func<string, string?> Of(ComposeSettings settings, string folder)
    {
        var file = new Dictionary<string, string>(StringComparer.Ordinal);
        var path = settings.EnvironmentFile ?? Path.Combine(folder, ".env");
        if (settings.EnvironmentFile is not null || File.Exists(path))
        {
            try
            {
                foreach (var (name, value) in EnvFile.Read(File.ReadAllText(path), raw: false, Above))
                {
                    if (value is not null)
                        file[name] = value;
                }
            }
            catch (EnvFileException e)
            {
                throw ComposeErrors.Invalid(path, e.Line, path: null, e.Message);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw ComposeErrors.Unreadable(path, e);
            }
        }

        return name => Above(name) ?? file.GetValueOrDefault(name);

        string? Above(string name) => settings.Variables.TryGetValue(name, out var given) ? given : Environment.GetEnvironmentVariable(name);
    }
}
