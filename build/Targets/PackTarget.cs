using Dentropy.Build.Packing;

namespace Dentropy.Build.Targets;

internal static class PackTarget
{
    public static async Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        await BuildTarget.RunAsync(repository, [], cancellationToken);
        var package = await ModulePackage.MakeAsync(repository, cancellationToken);
        Console.WriteLine($"  package  {Path.GetRelativePath(repository.Root, package)}");
        return 0;
    }
}
