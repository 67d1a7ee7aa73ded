using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>The keys of a node's login account. They are read and written as that account, and whole or not at all.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node as it is reached before anything is changed.</param>
internal sealed class KeyHost(ILinkPool links, DcNode node)
{
    private const int Changed = 3;
    private const int LockHeld = 7;

    /// <summary>The account and its keys.</summary>
    public async Task<KeyList> ReadAsync(CancellationToken cancellationToken)
    {
        if (node.IsLocal)
            throw NodeKeyErrors.Local();
        var (output, said, exit) = await RunAsync(ReadScript, input: null, cancellationToken).ConfigureAwait(false);
        if (Encoding.UTF8.GetString(output).Split('\n') is not [var user, var path, var home, var there, var content, var trusted, var authorities, ..] || exit != 0)
            throw NodeKeyErrors.Unreadable(node.Name, NodeShell.Why(said, exit));
        if (!path.StartsWith(home.TrimEnd('/') + "/", StringComparison.Ordinal))
            throw NodeKeyErrors.Elsewhere(node.Name, path);
        return new KeyList(user, path, there == "yes", Encoding.UTF8.GetString(Convert.FromBase64String(content))) { AuthoritiesPath = trusted, Authorities = [.. AuthorizedKey.ReadAll(Encoding.UTF8.GetString(Convert.FromBase64String(authorities)))] };
    }

    /// <summary>Replaces the keys.</summary>
    /// <param name="seen">What was read; where it is something else by now, nothing is written.</param>
    /// <param name="text">The new content.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What is there now; null where somebody else has changed it.</returns>
    public async Task<KeyList?> WriteAsync(KeyList seen, string text, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var script = $"f={ShellQuote.Word(seen.Path)}; expected={(seen.There ? Sum(Encoding.UTF8.GetBytes(seen.Text)) : "none")}; wanted={Sum(bytes)}\n" + WriteScript;
        var (_, said, exit) = await RunAsync(script, bytes, cancellationToken).ConfigureAwait(false);
        return exit switch
        {
            0 => seen with { There = true, Text = text },
            Changed => null,
            LockHeld => throw NodeKeyErrors.Busy(node.Name),
            _ => throw NodeKeyErrors.NotWritten(node.Name, NodeShell.Why(said, exit)),
        };
    }

    private async Task<(byte[] Output, string Said, int Exit)> RunAsync(string script, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        return await NodeShell.RunAsync(link, NodeShell.Script(script, sudo: false), input, cancellationToken).ConfigureAwait(false);
    }

    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    // Where sshd looks is asked of sshd itself, as far as the account may; %h, %u and %% are its own (sshd_config(5), TOKENS).
    private const string ReadScript = """
        PATH=$PATH:/usr/sbin:/sbin; u=$(id -un)
        s=$(sshd -T -C "user=$u,host=localhost,addr=127.0.0.1" 2>/dev/null || sudo -n sshd -T -C "user=$u,host=localhost,addr=127.0.0.1" 2>/dev/null)
        f=$(printf '%s\n' "$s" | sed -n 's/^authorizedkeysfile //p')
        a=$(printf '%s\n' "$s" | sed -n 's/^trustedusercakeys //p')
        f=${f%% *}; f=${f:-.ssh/authorized_keys}
        cd || { echo "dentropy:home the account has no home" >&2; exit 1; }
        h=$(pwd -P)
        f=$(printf '%s' "$f" | sed "s|%h|$h|g; s|%u|$u|g; s|%%|%|g")
        case $f in /*) ;; *) f=$h/$f ;; esac
        f=$(readlink -m -- "$f")
        echo "$u"; echo "$f"; echo "$h"
        if [ -e "$f" ]; then echo yes; base64 -w 0 <"$f" && echo; else echo no; echo; fi
        echo "$a"; if [ -r "$a" ]; then base64 -w 0 <"$a"; fi; echo
        """;

    private const string WriteScript = """
        umask 077
        die() { rm -f "$t"; echo "dentropy:write $1" >&2; exit 1; }
        d=${f%/*}; t=$d/.authorized_keys.dentropy
        said=$(mkdir -p "$d" 2>&1) || die "$said"
        exec 9<"$d"
        flock -w 30 9 || exit 7
        now=none; [ ! -e "$f" ] || { now=$(sha256sum <"$f"); now=${now%% *}; }
        [ "$now" = "$expected" ] || exit 3
        said=$( { timeout 30 cat >"$t"; } 2>&1) || die "$said"
        x=$(sha256sum <"$t"); [ "${x%% *}" = "$wanted" ] || die "not all of the keys arrived"
        said=$( { sync "$t" && mv -f "$t" "$f"; } 2>&1) || die "$said"
        """;
}

/// <summary>What an account's file of keys holds.</summary>
internal sealed record KeyList(string User, string Path, bool There, string Text)
{
    /// <summary>The file of authorities whose certificates let users in.</summary>
    public string AuthoritiesPath { get; init; } = "";

    public IReadOnlyList<AuthorizedKey> Authorities { get; init; } = [];

    public IEnumerable<AuthorizedKey> Keys => AuthorizedKey.ReadAll(Text);

    /// <summary>The text with a key at its end.</summary>
    public string With(AuthorizedKey key) => Text + (Text.Length == 0 || Text[^1] == '\n' ? "" : "\n") + key + "\n";

    /// <summary>The text without some keys; every other line stays as it is.</summary>
    public string Without(IReadOnlyCollection<string> fingerprints) =>
        string.Join('\n', Text.Split('\n').Where(line => AuthorizedKey.Parse(line) is not { } key || !fingerprints.Contains(key.Fingerprint, StringComparer.Ordinal)));
}
