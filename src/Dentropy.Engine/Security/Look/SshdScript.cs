namespace Dentropy.Engine.Security.Look;

/// <summary>
/// What sshd makes of its configuration (sshd(8), -T). Match blocks count only for a connection that is named (-C), so where there are some, each account that can log in
/// and each that they name is tried, from an address that stands for the internet (RFC 5737) and from those that they name.
/// </summary>
internal static class SshdScript
{
    public const string Text = """
        if ! has sshd; then unseen nosshd "it has no program sshd, and another server may be at work"; exit; fi
        if [ "$u" != 0 ]; then unseen sshd "only root can ask sshd what it does"; exit; fi
        keys='^(passwordauthentication|kbdinteractiveauthentication|challengeresponseauthentication|usepam|permitrootlogin|permitemptypasswords|authenticationmethods|port|listenaddress) '
        if ! x=$(sshd -T 2>&1); then unseen sshd "sshd does not take its configuration: $(printf '%s\n' "$x" | tail -n 1)"; exit; fi
        printf '%s\n' "$x" | grep -E "$keys" | sed 's/^/sshd - - /'
        m=$(cat /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf | grep -iE '^[[:space:]]*match[[:space:]]' | grep -viE '^[[:space:]]*match[[:space:]]+all[[:space:]]*$')
        [ -n "$m" ] || exit 0
        words() { printf '%s\n' "$m" | tr '"=' '  ' | awk -v want="$1" '{ for (i = 2; i < NF; i++) if (tolower($i) == want) { n = split($(i + 1), a, ","); for (k = 1; k <= n; k++) print a[k] } }' | sed 's/^!//'; }
        groups=" $(words group | tr '\n' ' ') "
        users=$( { echo root; words user | grep -E '^[A-Za-z0-9._-]+$'; awk -F: '$7 !~ /(nologin|false|sync|shutdown|halt)$/ { print $1 }' /etc/passwd
            awk -F: -v want="$groups" 'index(want, " " $1 " ") { n = split($4, a, ","); for (k = 1; k <= n; k++) print a[k] }' /etc/group; } | awk '!seen[$0]++' | head -n 16)
        addresses=$( { echo 203.0.113.1; words address | sed 's|/.*||; s/\*/1/g; s/?/1/g' | grep -E '^[0-9a-fA-F.:]+$'; } | awk '!seen[$0]++' | head -n 4)
        if printf '%s\n' "$m" | grep -iqE '(host|localaddress|localport|rdomain|exec|version|tagged)[[:space:]=]'; then unseen match "a Match block asks for more than account and address"; fi
        for a in $addresses; do
            for n in $users; do sshd -T -C "user=$n,host=$a,addr=$a" | grep -E "$keys" | sed "s/^/sshd $n $a /"; done
        done
        """;
}
