using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Certificates.Challenges;

/// <summary>Answers http-01 with files in a folder that a node's web server serves (RFC 8555, 8.3).</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node.</param>
/// <param name="folder">The web server's folder on it.</param>
/// <param name="sudo">Whether root writes there.</param>
internal sealed class WebRootAnswer(ILinkPool links, DcNode node, string folder, bool sudo) : IChallengeAnswer
{
    private readonly List<string> _tokens = [];

    public string Type => ChallengeNames.Http;

    public async Task PutAsync(string name, string token, string authorization, CancellationToken cancellationToken)
    {
        // Counted first: a command that was cut off may have written it.
        _tokens.Add(token);
        var (_, said, exit) = await RunAsync(Put, token, Encoding.ASCII.GetBytes(authorization), cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw Failed(NodeShell.Why(said, exit));
    }

    public Task ReadyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<IReadOnlyList<string>> ClearAsync(CancellationToken cancellationToken)
    {
        var left = new List<string>();
        foreach (var token in _tokens)
        {
            try
            {
                var (_, said, exit) = await RunAsync(Clear, token, input: null, cancellationToken).ConfigureAwait(false);
                if (exit != 0)
                    left.Add($"The file {token} is still below {folder}/.well-known/acme-challenge on node {node.Name}: {NodeShell.Why(said, exit)}.");
            }
            catch (DentropyException e)
            {
                left.Add($"The file {token} may still be below {folder}/.well-known/acme-challenge on node {node.Name}: {e.Message}");
            }
        }

        _tokens.Clear();
        return left;
    }

    // The file has its name only when it is whole. Folders that were not there are marked, so that they go again with the last file.
    private const string Put = """
        [ -d "$d" ] || { echo "dentropy:nofolder there is no folder $d" >&2; exit 1; }
        umask 022
        c="$d/.well-known/acme-challenge"
        if [ ! -d "$c" ]; then
            said=$(mkdir -p "$c" 2>&1) && said=$( (: >"$c/.dentropy") 2>&1) || { echo "dentropy:denied $said" >&2; exit 1; }
        fi
        said=$( (cat >"$c/.$t.tmp") 2>&1) && said=$(mv -f "$c/.$t.tmp" "$c/$t" 2>&1) || { rm -f "$c/.$t.tmp"; echo "dentropy:write $said" >&2; exit 1; }
        """;

    private const string Clear = """
        c="$d/.well-known/acme-challenge"
        said=$(rm -f "$c/$t" "$c/.$t.tmp" 2>&1) || { echo "dentropy:denied $said" >&2; exit 1; }
        if [ -e "$c/.dentropy" ] && [ "$(ls -A "$c")" = .dentropy ]; then
            rm -f "$c/.dentropy"
            rmdir "$c" "$d/.well-known" 2>/dev/null
        fi
        exit 0
        """;

    private async Task<(byte[] Output, string Said, int Exit)> RunAsync(string script, string token, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var text = $"d={ShellQuote.Word(folder)}\nt={ShellQuote.Word(token)}\n{script}";
        return await NodeShell.RunAsync(link, NodeShell.Script(text, sudo), input, cancellationToken).ConfigureAwait(false);
    }

    private DentropyException Failed(string why) => new(
        "CertificateWebRootFailed",
        DentropyErrorCategory.WriteError,
        folder,
        $"The proof for the authority could not be written below {Inventory.Shown.Text(folder)} on node {node.Name}: {why.TrimEnd('.')}. No certificate was issued. Check the folder and the account's rights (-Sudo).");
}
