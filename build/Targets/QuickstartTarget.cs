namespace Dentropy.Build.Targets;
internal static class QuickstartTarget { public static Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken) => throw new BuildException("x"); }
