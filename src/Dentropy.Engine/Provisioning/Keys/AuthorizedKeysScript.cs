namespace Dentropy.Engine.Provisioning.Keys;

/// <summary>Shell that changes an account's <c>authorized_keys</c>. It runs as that account, so that nothing it has put there leads root elsewhere.</summary>
internal static class AuthorizedKeysScript
{
    /// <summary>Adds the lines of the standard input. The script runs as root.</summary>
    /// <param name="user">The account, quoted.</param>
    public static string Add(string user) => $"said=$(runuser -u {user} -- /bin/sh -c '{AddHere}' 2>&1) || die keys \"$said\"\n";

    // A last line without its end would swallow the first new one.
    private const string AddHere = """
        umask 077; cd && mkdir -p .ssh && cd .ssh && t=.authorized_keys.dentropy || exit 1
        { if [ -s authorized_keys ]; then cat authorized_keys && if [ -n "$(tail -c 1 authorized_keys)" ]; then echo; fi; fi && timeout 30 cat; } >"$t" && sync "$t" && mv -f "$t" authorized_keys || { rm -f "$t"; exit 1; }
        """;
}
