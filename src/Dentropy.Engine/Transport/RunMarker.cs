namespace Dentropy.Engine.Transport;

/// <summary>
/// Marks a command's processes on a node with an environment variable, so that they can be found and stopped where a signal
/// from the ssh server does not reach them: sshd passes signals on only for accounts other than root (OpenSSH, session.c,
/// session_signal_req), never past sudo, and not once the session is gone.
/// </summary>
internal static class RunMarker
{
    private const string Variable = "DENTROPY_RUN";

    public static string NewId() => Guid.NewGuid().ToString("N");

    /// <summary>The command with its mark; every child inherits it.</summary>
    public static string Marked(string id, string command) => $"export {Variable}={id}; {command}";

    /// <summary>Carries the mark over to a new environment.</summary>
    public static string Assignment => $"{Variable}=\"${Variable}\"";

    /// <summary>Carries the mark over a change of account, where sudo drops the environment.</summary>
    public static string Inherited => "/usr/bin/env " + Assignment;

    /// <summary>A command that ends every process so marked: TERM, and KILL after two seconds for what is left.</summary>
    /// <param name="id">The mark.</param>
    /// <param name="asRoot">Whether the processes may belong to root.</param>
    public static string StopCommand(string id, bool asRoot)
    {
        // A shell that was given the mark has it in its arguments, its children in their environment. The brackets keep the
        // pattern from finding the process that looks for it. A process may be found twice; a second signal does no harm.
        var end = $"end() {{ for f in $(grep -l '{Variable}=[{id[0]}]{id[1..]}' /proc/[0-9]*/cmdline /proc/[0-9]*/environ 2>/dev/null); do f=${{f#/proc/}}; kill -$1 ${{f%%/*}} 2>/dev/null && left=1; done; }}";
        // Nothing found in the first round may mean that sshd has not started the shell yet.
        var stop = $"{end}; end TERM; n=0; while [ $n -lt 20 ]; do sleep 0.1; left=; end TERM; [ -n \"$left\" ] || exit 0; n=$((n+1)); done; end KILL; true";
        return (asRoot ? "exec sudo -n -- /bin/sh -c " : "exec /bin/sh -c ") + ShellQuote.Word(stop);
    }
}
