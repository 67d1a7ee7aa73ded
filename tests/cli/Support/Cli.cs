using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace Dentropy.Cli.Tests.Support;

// Runs the command as it was built, as a process of its own, against a cloud folder of its own.
internal sealed class Cli : IDisposable
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("dentropy-cli-");

    public static string Dll { get; } = Path.Combine(AppContext.BaseDirectory, "dentropy.dll");

    public string Home => _home.FullName;

    public string Cloud => Path.Combine(Home, "cloud");

    public Dictionary<string, string?> Environment { get; } = new(StringComparer.Ordinal);

    public void Dispose() => _home.Delete(recursive: true);

    public Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(System.Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Dll, .. args])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Home,
        };
        foreach (var (name, value) in new Dictionary<string, string?>(Environment, StringComparer.Ordinal) { { "HOME", Home } })
            start.Environment[name] = value;
        start.Environment.TryAdd("DENTROPY_CLOUD", Cloud);
        if (!Environment.ContainsKey("DENTROPY_CLOUD"))
            start.Environment["DENTROPY_CLOUD"] = Cloud;
        return Process.Start(start)!;
    }

    public Task<CliResult> RunAsync(params string[] args) => FeedAsync([], args);

    public async Task<CliResult> FeedAsync(byte[] input, params string[] args)
    {
        using var process = Start(args);
        return await EndAsync(process, input);
    }

    public static async Task<CliResult> EndAsync(Process process, byte[]? input = null)
    {
        using var limit = new CancellationTokenSource(s_limit);
        using var output = new MemoryStream();
        var read = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
        var error = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input ?? [], limit.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            await read;
            return new CliResult(process.ExitCode, output.ToArray(), await error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The command did not end. It printed: " + Encoding.UTF8.GetString(output.ToArray()), e);
        }
    }

    // The end of a command whose standard output was closed by the test.
    public static async Task<CliResult> EndUnreadAsync(Process process)
    {
        using var limit = new CancellationTokenSource(s_limit);
        try
        {
            var error = await process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new CliResult(process.ExitCode, [], error);
        }
        catch (OperationCanceledException e)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException("The command did not end.", e);
        }
    }

    // Every file of the cloud with what is in it, to see that nothing changed. Locks come and go with reading.
    public IReadOnlyDictionary<string, string> Files() => !Directory.Exists(Cloud)
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : Directory.EnumerateFiles(Cloud, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(Cloud, file), File.ReadAllText, StringComparer.Ordinal);

    // A node's file without the time that it was written at.
    public string NodeFile(string name) =>
        Regex.Replace(File.ReadAllText(Path.Combine(Cloud, "nodes", name + ".yaml")), @" # written \S+$", "", RegexOptions.Multiline | RegexOptions.NonBacktracking);

    public async Task UnchangedAsync(Func<Task> work)
    {
        var before = Files();
        await work();
        Assert.Equal(before, Files());
    }

    public string Write(string path, string text)
    {
        var full = Path.Combine(Home, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, text);
        return full;
    }

    public void AddNode(string name, string fields = "") => Write($"cloud/nodes/{name}.yaml", $"name: {name}\n{fields}revision: 1\n");
}
