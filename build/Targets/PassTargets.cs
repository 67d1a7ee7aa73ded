namespace Dentropy.Build.Targets;

// Targets that hand their arguments on to a program of the project.
internal static class PassTargets
{
    public static Task<int> LabAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        // The script refuses with the same reason; without bash it could not even do that.
        if (!OperatingSystem.IsLinux())
            throw new BuildException($"No lab here: {Machine.WhyNoLab}. A virtual machine with Linux can run it.");
        return Tool.RunAsync("bash", [repository.LabScript, .. arguments], cancellationToken);
    }

    public static async Task<int> BenchAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        await BuildTarget.RunAsync(repository, [], cancellationToken);
        return await Tool.RunAsync(Machine.Dotnet, ["run", "--project", repository.At("bench"), "-c", "Release", "--", .. arguments], cancellationToken);
    }
}
