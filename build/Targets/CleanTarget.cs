namespace Dentropy.Build.Targets;

internal static class CleanTarget
{
    public static Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        // build/ is left: this very program was built from it.
        string[] parts = ["src", "tests", "bench"];
        var folders = parts.Select(part => repository.At(part)).Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Append(repository.At("bench"))
            .SelectMany(project => new[] { Path.Combine(project, "bin"), Path.Combine(project, "obj") })
            .Append(repository.Out)
            .Append(repository.TestResults);
        foreach (var folder in folders.Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
            Console.WriteLine($"Removed {Path.GetRelativePath(repository.Root, folder)}");
        }

        return Task.FromResult(0);
    }
}
