using System.Management.Automation;

namespace Dentropy.PowerShell.Common;

// Paths on this machine as PowerShell means them: from its own current folder, with its drives and wildcards.
internal static class LocalPath
{
    public static string Full(PSCmdlet cmdlet, string path)
    {
        try
        {
            var full = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
            return InFileSystem(provider) ? full : throw Invalid(path, inner: null);
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException)
        {
            throw Invalid(path, e);
        }
    }

    // Everything that a path with wildcards means; a path without them need not be there.
    public static IReadOnlyList<string> Expand(PSCmdlet cmdlet, string path)
    {
        if (!WildcardPattern.ContainsWildcardCharacters(path))
            return [Full(cmdlet, path)];
        try
        {
            var found = cmdlet.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
            if (!InFileSystem(provider))
                throw Invalid(path, inner: null);
            return found.Count > 0 ? found : throw new DentropyException(
                "ItemNotFound", DentropyErrorCategory.ObjectNotFound, path, $"Nothing on this machine matches '{path}'. Nothing was sent; look at the path.");
        }
        catch (Exception e) when (e is SessionStateException or ProviderInvocationException)
        {
            throw Invalid(path, e);
        }
    }

    private static bool InFileSystem(ProviderInfo provider) => string.Equals(provider.Name, "FileSystem", StringComparison.Ordinal);

    private static DentropyException Invalid(string path, Exception? inner) => new(
        "InvalidPath",
        DentropyErrorCategory.InvalidArgument,
        path,
        $"'{path}' is not a path of files and folders. Give one, such as ./cloud or ~/cloud.",
        inner);
}
