using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Keys.Hosts;

/// <summary>One node's sshd: what it serves, told over the link that is already verified, and how that is changed.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node.</param>
internal sealed class SshdHost(ILinkPool links, DcNode node)
{
    private const string Mark = "dentropy:";
    private const string New = ".dentropy-new";
    private const string Public = ".pub";

    /// <summary>The keys that sshd serves. Only their public halves leave the node.</summary>
    /// <param name="known">The node's name in <c>known_hosts</c>.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<ServedKey>> ReadAsync(string known, CancellationToken cancellationToken)
    {
        var (output, said, exit) = await AskAsync(ReadScript, cancellationToken).ConfigureAwait(false);
        if (exit != 0 || !output.EndsWith("end .\n", StringComparison.Ordinal))
            throw HostKeyErrors.Unreadable(node.Name, NodeShell.Why(said, exit));
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ', 2)).Where(words => words.Length == 2).ToList();
        var algorithms = lines.Where(words => words[0] == "algorithms").SelectMany(words => words[1].Split(',')).ToHashSet(StringComparer.Ordinal);
        var certificates = lines.Where(words => words[0] == "certificate").Select(words => CertificateLine.Parse(words[1])).OfType<CertificateLine>().ToList();
        var keys = new List<ServedKey>();
        foreach (var (path, text) in lines.Where(words => words[0] == "key").Select(words => Split(words[1])))
        {
            if (HostKey.Parse($"{known} {text}") is not { } key)
                continue;
            var served = new ServedKey(path, key, certificates.Find(one => one.KeyBlob == key.Blob));
            // A type that sshd's HostKeyAlgorithms leaves out is never shown.
            if (served.Algorithms.Split(',').Any(algorithms.Contains) && keys.TrueForAll(other => other.Key != key))
                keys.Add(served);
        }

        return keys.Count > 0 ? keys : throw HostKeyErrors.None(node.Name);
    }

    /// <summary>Makes new keys beside the old ones. sshd does not serve them yet.</summary>
    /// <param name="keys">The old ones.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The new ones, in the same order and with the path that they are to have.</returns>
    public async Task<IReadOnlyList<ServedKey>> MakeAsync(IReadOnlyList<ServedKey> keys, CancellationToken cancellationToken)
    {
        var script = new StringBuilder(MakeHead);
        foreach (var key in keys)
            script.Append($"make {ShellQuote.Word(key.Path)} {key.Kind} {ServedKey.Bits(key.Key)}\n");
        script.Append("made=; printf '%s' \"$keys\"\n");
        var output = await RunAsync(StepScripts.Make(script.ToString()), cancellationToken).ConfigureAwait(false);
        string[] made = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return made.Length == keys.Count && made.Zip(keys).All(pair => HostKey.Parse($"{pair.Second.Key.Host} {pair.First}")?.Type == pair.Second.Key.Type)
            ? [.. made.Zip(keys).Select(pair => pair.Second with { Key = HostKey.Parse($"{pair.Second.Key.Host} {pair.First}")!, Certificate = null })]
            : throw HostKeyErrors.Unreadable(node.Name, "ssh-keygen made other keys than it was asked for");
    }

    /// <summary>Puts the keys that <see cref="MakeAsync"/> made in the place of the old ones, until the timer or <see cref="SshdChange.TakeBack"/> undoes it.</summary>
    public Task SwapAsync(IReadOnlyList<ServedKey> keys, TimeSpan limit, CancellationToken cancellationToken)
    {
        var moves = keys.SelectMany(key => ((string From, string To)[])[(key.Path + New, key.Path), (key.Path + New + Public, key.Path + Public)]).ToList();
        return RunAsync(SshdChange.Arm(moves.Select(move => move.To), string.Join(" &&\n", moves.Select(move => $"mv -f {ShellQuote.Words([move.From, move.To])}")), ":", limit), cancellationToken);
    }

    /// <summary>Runs a script as root.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="DentropyException">What it says.</exception>
    public async Task<string> RunAsync(string script, CancellationToken cancellationToken)
    {
        var (output, said, exit) = await AskAsync(script, cancellationToken).ConfigureAwait(false);
        return exit == 0 ? output : throw HostKeyErrors.Script(node.Name, Word(said), NodeShell.Why(said, exit));
    }

    private async Task<(string Output, string Said, int Exit)> AskAsync(string script, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var (output, said, exit) = await NodeShell.RunAsync(link, FactScript.Command(script), input: null, cancellationToken).ConfigureAwait(false);
        if (exit != 0 && output.Length == 0 && !said.Contains(Mark, StringComparison.Ordinal) && said.Contains("sudo", StringComparison.Ordinal))
            throw ProvisionErrors.NeedsRoot(node.Name, NodeShell.Why(said, exit));
        return (Encoding.UTF8.GetString(output), said, exit);
    }

    private static (string Path, string Text) Split(string words)
    {
        // A path may hold blanks, and the key behind it begins after a tab.
        var at = words.IndexOf('\t', StringComparison.Ordinal);
        return at < 0 ? (words, "") : (words[..at], words[(at + 1)..]);
    }

    private static string Word(string said)
    {
        var at = said.IndexOf(Mark, StringComparison.Ordinal);
        return at < 0 ? "" : said[(at + Mark.Length)..].Split(' ', '\n')[0];
    }

    // The .pub file beside a key may be of another one, so it counts only where the key itself cannot be read, as one on a token.
    private const string ReadScript = """
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        t=$(sshd -T 2>&1) || { echo "dentropy:sshd $(printf '%s\n' "$t" | tail -n 3 | tr '\n' ' ')" >&2; exit 1; }
        printf '%s\n' "$t" | sed -n 's/^hostkeyalgorithms /algorithms /p'
        printf '%s\n' "$t" | sed -n 's/^hostkey //p' | while read -r f; do
            k=$(ssh-keygen -y -P '' -f "$f" 2>/dev/null </dev/null) || k=$(head -n 1 "$f.pub" 2>/dev/null)
            if [ -n "$k" ]; then printf 'key %s\t%s\n' "$f" "$k"; fi
        done
        printf '%s\n' "$t" | sed -n 's/^hostcertificate //p' | while read -r f; do
            if [ -f "$f" ]; then printf 'certificate %s\n' "$(head -n 1 "$f")"; fi
        done
        echo 'end .'
        """;

    private const string MakeHead = """
        made=
        trap '[ -z "$made" ] || { for f in $made; do rm -f "$f" "$f.pub"; done; }' EXIT
        trap 'exit 1' HUP INT TERM
        make() {
            n=$1.dentropy-new; rm -f "$n" "$n.pub"; made="$made $n"
            [ -f "$1" ] || die key "$1 is no file there"
            case $2 in ed25519) said=$(ssh-keygen -q -t ed25519 -N '' -C "root@$(uname -n)" -f "$n" 2>&1 </dev/null) ;; *) said=$(ssh-keygen -q -t "$2" -b "$3" -N '' -C "root@$(uname -n)" -f "$n" 2>&1 </dev/null) ;; esac || die write "$said"
            said=$(sync "$n" "$n.pub" 2>&1) || die write "$said"
            said=$(ssh-keygen -y -P '' -f "$n" 2>&1 </dev/null) || die write "$said"
            keys="$keys$said
        "
        }
        keys=

        """;
}
