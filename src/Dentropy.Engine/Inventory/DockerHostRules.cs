namespace Dentropy.Engine.Inventory;

/// <summary>What a Docker endpoint may be.</summary>
internal static class DockerHostRules
{
    public const string Unix = "unix://";

    private const string Tcp = "tcp://";

    // sockaddr_un holds 108 bytes, the closing NUL included (Linux, unix(7)).
    private const int LongestSocket = 107;

    /// <summary>What is wrong with an endpoint, and the way out; null where nothing is.</summary>
    /// <param name="url">The endpoint.</param>
    public static string? Check(string url)
    {
        if (url.StartsWith(Unix, StringComparison.Ordinal))
        {
            var path = url[Unix.Length..];
            return path is ['/', _, ..] && !path.Any(char.IsControl) && System.Text.Encoding.UTF8.GetByteCount(path) <= LongestSocket
                ? null
                : "after unix:// comes the full path of a socket on the node, e.g. unix:///var/run/docker.sock";
        }

        if (url.StartsWith(Tcp, StringComparison.Ordinal))
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri is { Host.Length: > 0, UserInfo.Length: 0, Query.Length: 0, Fragment.Length: 0 } && uri.AbsolutePath is "" or "/" && uri.Port != 0
                ? null
                : "after tcp:// come a host and a port, e.g. tcp://10.0.0.5:2376";
        }

        return url.StartsWith("ssh://", StringComparison.Ordinal)
            ? "Dentropy reaches Docker over its own ssh links; add that host as a node (New-DcNode) and name it"
            : "write unix:///path of a socket on the node, or tcp://host:port";
    }
}
