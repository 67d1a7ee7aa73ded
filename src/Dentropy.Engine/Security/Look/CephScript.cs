namespace Dentropy.Engine.Security.Look;

/// <summary>The modes of Ceph's messenger, asked at the socket of one daemon, which answers without a quorum and without a key.</summary>
internal static class CephScript
{
    public const string Text = """
        set -- /var/run/ceph/*.asok
        [ -S "$1" ] || exit 0
        if [ "$u" != 0 ]; then unseen ceph "only root can ask Ceph's daemons"; exit; fi
        if ! has ceph; then unseen ceph "it has no program ceph"; exit; fi
        for key in ms_cluster_mode ms_service_mode ms_client_mode; do
            x=$(within 10 ceph --admin-daemon "$1" config get $key) || { unseen ceph "the daemon behind ${1##*/} did not answer"; exit; }
            printf 'ceph %s %s\n' "$key" "$(printf '%s' "$x" | tr -d '\n{}' | sed 's/.*: *"\([^"]*\)".*/\1/')"
        done
        """;
}
