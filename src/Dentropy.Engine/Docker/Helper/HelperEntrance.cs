using System.Globalization;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>
/// The way into a helper past the engine: a command of the node's own link, as root, that enters the helper's file system and process tree
/// (util-linux, nsenter). The engine passes every byte of a command on through two processes of its own, which costs a small node more than
/// reading the files does; and what comes over the link is known to be whole when its exit code is there.
/// </summary>
/// <param name="link">The node's link.</param>
/// <param name="node">Name of the node.</param>
/// <param name="id">The helper.</param>
/// <param name="process">Its first process, as the node counts.</param>
/// <param name="proof">Path of a file that it alone has.</param>
/// <param name="sudo">Whether root is reached by sudo.</param>
internal sealed class HelperEntrance(INodeLink link, string node, string id, int process, string proof, bool sudo)
{
    // As a shell says that it cannot run a command.
    private const int Gone = 126;

    /// <summary>Looks for the way. There is none to an engine that is reached by TCP, whose node may be another, nor without root, nor into another user namespace.</summary>
    /// <param name="client">The engine.</param>
    /// <param name="id">The helper.</param>
    /// <param name="proof">Path of a file that this helper alone has.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<HelperEntrance?> FindAsync(DockerClient client, string id, string proof, CancellationToken cancellationToken)
    {
        if (client.Links is null || OperatingSystem.IsWindows())
        {
            return null;
        }

        try
        {
            var process = (await client.Containers.InspectAsync(id, cancellationToken).ConfigureAwait(false)).State?.Pid ?? 0;
            if (process == 0)
            {
                return null;
            }

            var link = await client.Links.GetAsync(client.Node, cancellationToken).ConfigureAwait(false);
            var answer = await link.AskAsync(Question(process, proof, sudo: false), cancellationToken).ConfigureAwait(false);
            var sudo = answer == "account";
            if (sudo)
            {
                answer = await link.AskAsync(Question(process, proof, sudo: true), cancellationToken).ConfigureAwait(false);
            }

            return answer == "open" ? new HelperEntrance(link, client.Node.Name, id, process, proof, sudo) : null;
        }
        catch (Exception e) when (e is DentropyException { ErrorId: "SessionRefused" } or IOException)
        {
            return null;
        }
    }

    /// <summary>Runs a script of POSIX sh as root in the helper.</summary>
    public async Task<IHelperProcess> RunAsync(string script, IReadOnlyList<string> environment, bool stdin, CancellationToken cancellationToken)
    {
        // The helper may be gone by now, and its number somebody else's.
        var proven = $"[ -e {ShellQuote.Word(proof)} ] || exit {Gone}\n{script}";
        var started = await link.StartAsync(Enter(process, proven, environment, sudo), cancellationToken).ConfigureAwait(false);
        if (!stdin)
        {
            await started.StandardInput.DisposeAsync().ConfigureAwait(false);
        }

        return new EnteredProcess(started, node, DockerSubject.Container(id, "run a command in"));
    }

    // A process of another machine, or of another view of this one, may have the same number. Only the helper has the proof, and shows
    // itself to itself.
    private static string Question(int process, string proof, bool sudo)
    {
        var inside = $"[ -e {ShellQuote.Word(proof)} ] && [ -e /proc/$$/root{ShellQuote.Word(proof)} ] && echo open";
        var number = process.ToString(CultureInfo.InvariantCulture);
        var script = $"[ \"$(id -u)\" = 0 ] || {{ echo account; exit; }}; "
            + $"[ \"$(readlink /proc/{number}/ns/user)\" = \"$(readlink /proc/self/ns/user)\" ] && {Enter(process, inside, [], sudo: false)}";
        return sudo ? RootCommand.Wrap(script) : "exec /bin/sh -c " + ShellQuote.Word(script);
    }

    private static string Enter(int process, string script, IReadOnlyList<string> environment, bool sudo)
    {
        string[] words =
        [
            .. HelperBody.Environment, .. environment,
            "nsenter", "-t", process.ToString(CultureInfo.InvariantCulture), "-m", "-p", "--", "/bin/sh", "-c", script,
        ];
        var command = $"exec env -i {RunMarker.Assignment} {ShellQuote.Words(words)}";
        return sudo ? RootCommand.Wrap(command) : command;
    }
}
