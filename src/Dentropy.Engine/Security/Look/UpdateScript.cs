namespace Dentropy.Engine.Security.Look;

/// <summary>
/// What apt would upgrade by the lists that the node has, without the network and without a lock; packages on hold count too. The lists' age is that of the folders and stamps that
/// every update touches, since the files themselves have the mirror's time.
/// </summary>
internal static class UpdateScript
{
    public const string Text = """
        for f in /run/reboot-required /var/run/reboot-required; do
            if [ -e $f ]; then echo "reboot $(head -n 20 $f.pkgs | sort -u | tr '\n' ' ')"; break; fi
        done
        if ! has apt-get; then unseen updates "it has no apt-get"; exit; fi
        l=/var/lib/apt/lists
        echo "now $(date +%s)"
        if ls $l | grep -qE '(Release|Packages)(\.[a-z0-9]+)?$'; then echo "lists $(stat -c %Y $l $l/partial /var/lib/apt/periodic/update-stamp /var/lib/apt/periodic/update-success-stamp | sort -n | tail -n 1)"; else echo 'lists none'; fi
        if ! has timeout; then unseen updates "it has no timeout program, and apt-get may hang"; exit; fi
        x=$(within 60 apt-get -s -o Debug::NoLocking=true -o APT::Get::Show-User-Simulation-Note=false --ignore-hold dist-upgrade 2>&1) || { unseen updates "apt-get failed: $(printf '%s\n' "$x" | grep -E '^[EW]:' | head -n 1)"; exit; }
        printf '%s\n' "$x" | sed -n 's/^Inst /upgrade /p'
        """;
}
