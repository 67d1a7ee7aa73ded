namespace Dentropy.Peers.Tests.Backups.Restore;

/// <summary>A folder with everything that is hard to bring back, and a listing of it in which every difference shows.</summary>
internal static class HardVolume
{
    public const string Make =
        """
        set -e
        umask 022
        cd "$AT"
        echo plain >plain; chown 1234:5678 plain; chmod 4751 plain
        mkdir sticky empty "with space" deep; chmod 1777 sticky
        touch -d '2001-02-03 04:05:06.123456789' plain
        ln plain hard; ln -s missing dangling; ln -s /etc/passwd absolute; ln -s plain relative
        dd if=/dev/urandom of=sparse bs=4096 count=1 seek=2500 2>/dev/null; truncate -s 20M sparse
        printf x >"$(printf 'new\nline')"; printf y >'ünïcode-日本'; printf z >"$(printf 'n%.0s' $(seq 255))"
        mkfifo pipe; mknod null c 1 3
        setfattr -n user.colour -v red plain; setfattr -n trusted.secret -v x plain; setfattr -n security.mark -v s plain; setfattr -n user.folder -v f empty
        setfacl -m u:4321:rwx,g:99:r plain; setfacl -d -m u:4321:rx sticky
        i=0; while [ $i -lt 300 ]; do mkdir -p deep/$((i % 17))/$i; echo $i >deep/$((i % 17))/$i/f; i=$((i + 1)); done
        touch -h -d '1999-01-01 00:00:00.000000001' dangling
        find . -depth -type d -exec touch -d '2005-05-05 05:05:05.555555555' {} +
        chown 77:88 .; chmod 2750 .
        """;

    public const string List =
        """
        cd "$AT" && find . -printf '%p|%y|%m|%U|%G|%s|%T@|%n|%l\0' | sort -z | tr '\0' '\n' | sed 's/^\(\.[^|]*|d|[^|]*|[^|]*|[^|]*|\)[0-9]*/\1/'
        find . -type f -print0 | sort -z | xargs -0 sha256sum -z | tr '\0' '\n'
        getfattr -R -h -d -m - . 2>/dev/null | sort
        getfacl -R -n . 2>/dev/null
        find . -name sparse -printf '%b\n'
        find . -type f -links +1 -printf '%p\n' | sort
        """;
}
