namespace Dentropy.Engine.Security.Look;

/// <summary>
/// Who listens where, from the kernel's own tables (proc_pid_net(5)), which need no program. Names of processes are whatever somebody has called them, so they come in the hexadecimal
/// form of od(1) and cannot end a line.
/// </summary>
internal static class SocketScript
{
    public const string Text = """
        for t in tcp tcp6 udp udp6; do
            if [ -r /proc/net/$t ]; then awk -v t=$t 'NR > 1 && ((t ~ /^tcp/ && $4 == "0A") || (t ~ /^udp/ && $4 == "07")) { print "socket " t " " $2 " " $10 }' /proc/net/$t; fi
        done
        [ -r /proc/net/tcp ] || unseen sockets "the node has no /proc/net/tcp"
        [ "$u" = 0 ] || unseen processes "only root sees whose a socket is"
        inodes=" $(awk '$4 == "0A" || $4 == "07" { printf "%s ", $10 }' /proc/net/tcp /proc/net/tcp6 /proc/net/udp /proc/net/udp6) "
        ls -l /proc/[0-9]*/fd | awk -v want="$inodes" '/^\/proc\// { split($1, p, "/"); next } /socket:\[[0-9]+\]$/ { i = $NF; gsub(/[^0-9]/, "", i); if (index(want, " " i " ") && !((i, p[3]) in seen)) { seen[i, p[3]] = 1; print i " " p[3] } }' | head -n 500 |
            while read -r i p; do echo "owner $i $p $(head -c 64 "/proc/$p/comm" | od -An -v -tx1 | tr -d ' \n')"; done
        { if has ip; then ip -o addr show; else ifconfig -a; fi; } | sed 's/^/address /'
        """;
}
