namespace Dentropy.Engine.Transport;

/// <summary>
/// Marks a command's processes on a node with an environment variable, so that they can be found and stopped where a
/// signal from the ssh server cannot reach them: behind sudo, or when the session is gone.
/// </summary>
internal static class RunMarker
{
    private const string Variable = "DENTROPY_RUN";

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The assignment to put before a command.</summary>
    public static string Assignment(string id) => $"{Variable}={id}";

    /// <summary>A command line that ends every process so marked: TERM, and KILL two seconds later for what is left.</summary>
    public static string StopCommand(string id)
    {
        var find = $"grep -lzx {Assignment(id)} /proc/[0-9]*/environ 2>/dev/null | cut -d/ -f3";
        return $"p=$({find}); kill -TERM $p 2>/dev/null; n=0; while [ -n \"$p\" ] && [ $n -lt 20 ]; do sleep 0.1; p=$({find}); n=$((n+1)); done; [ -z \"$p\" ] || kill -KILL $p 2>/dev/null; true";
    }
}
