namespace Dentropy.Engine.Security.Look;

/// <summary>
/// Files with secrets that others than their owner may read. The search keeps to a few folders and to their file systems, goes few levels deep and ends after a time. A file counts
/// as a private key, and the variables of an app as a secret, by what is in it. A path comes in the hexadecimal form of od(1), since a name may hold anything.
/// </summary>
internal static class SecretScript
{
    public const string Text = """
        if ! has find || ! has stat; then unseen secrets "it has no find or no stat"; exit; fi
        if ! has timeout; then unseen secrets "it has no timeout program, and the search may take long"; exit; fi
        [ "$u" = 0 ] || unseen secrets "folders that are closed to this account were not searched"
        roots=; for d in /etc /root /home /srv /opt /var/lib/dentropy /var/lib/ceph; do [ ! -d $d ] || roots="$roots $d"; done
        seek='
        find $roots -xdev -maxdepth 6 \( -path /etc/ssl/certs -o -path /etc/alternatives -o -name .git -o -name node_modules \) -prune -o -type f -size -256k \( -perm -004 -o -perm -040 \) \( -name "*.key" -o -name "*.pem" -o -name "id_*" -o -name "*_key" -o -name "*.p8" \) ! -name "*.pub" \
            -exec grep -lE -e "^-----BEGIN ([A-Z]+ )*PRIVATE KEY-----" {} + | sed "s/^/key /"
        find $roots -xdev -maxdepth 6 \( -name .git -o -name node_modules \) -prune -o -type f \( -perm -004 -o -perm -040 \) \( -path "/etc/dentropy/*keyring*" -o -path "/etc/dentropy/*key" -o -path "/etc/dentropy/*secret*" -o -name "*.keyring" -o -path "/var/lib/ceph/*/keyring" -o -path "/etc/wireguard/*.conf" \
            -o -path /etc/shadow -o -path /etc/shadow- -o -path /etc/gshadow -o -path /etc/gshadow- -o -name .pgpass -o -name .netrc -o -name .git-credentials -o -name .my.cnf \) -print | sed "s/^/file /"
        find $roots -xdev -maxdepth 6 \( -name .git -o -name node_modules \) -prune -o -type f -size -256k \( -perm -004 -o -perm -040 \) \( -name ".env" -o -name "*.env" \) \
            -exec grep -liE -e "^(export )?[a-z0-9_]*(password|passwd|secret|token|api_?key)[a-z0-9_]*=." {} + | sed "s/^/file /"
        '
        export roots
        found=$(within 20 /bin/sh -c "$seek"); r=$?
        [ $r -lt 124 ] || unseen secrets "the search did not end within 20 seconds"
        printf '%s\n' "$found" | head -n 200 | while read -r kind f; do
            [ -f "$f" ] || continue
            # Who cannot enter a folder above it cannot read it.
            shut=open; d=${f%/*}
            while [ -n "$d" ]; do
                case $(stat -c %a -- "$d") in *[1357]) ;; *) shut=shut ;; esac
                d=${d%/*}
            done
            echo "secret $kind $shut $(stat -c '%a %U %G' -- "$f") $(printf %s "$f" | od -An -v -tx1 | tr -d ' \n')"
        done
        """;
}
