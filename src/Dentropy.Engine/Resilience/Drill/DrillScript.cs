using System.Globalization;
using System.Net;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Resilience.Drill;

/// <summary>
/// The scripts of a drill. A host is armed first: two processes of its own, which no end of a session reaches, wait for the end of the time and then undo
/// everything. Only then is something cut. So whatever becomes of the link or of this process, the host comes back by itself.
/// </summary>
internal static class DrillScript
{
    /// <summary>Folder on a node; gone after a restart, as is every rule of the packet filter.</summary>
    public const string NodeFolder = "/run/dentropy-drill";

    /// <summary>Exit code of <see cref="Arm"/> where another drill holds the host.</summary>
    public const int Busy = 10;

    // Interfaces inside the host itself (containers, machines) stay up when a cable is pulled; tunnels fall with what carries them.
    private const string Devices =
        """
        devices=
        for d in /sys/class/net/*; do
          d=${d##*/}
          case $d in lo|docker*|br-*|veth*|cni*|flannel*|cali*|virbr*|vnet*|lxcbr*|lxdbr*|incusbr*|podman*|tun*|tap*|wg*|tailscale*|zt*) continue ;; esac
          devices="$devices $d"
        done
        [ -n "$devices" ] || { echo 'dentropy:devices it has no network interface that could be cut' >&2; exit 13; }
        """;

    private const string ChooseTool =
        """
        tool=
        if command -v nft >/dev/null 2>&1 && nft list tables >/dev/null 2>&1; then tool=nft
        elif command -v iptables >/dev/null 2>&1 && iptables -w -t mangle -S >/dev/null 2>&1; then tool=iptables
        fi
        """;

    private const string UndoNetwork =
        """
        left=
        if command -v nft >/dev/null 2>&1; then
          nft delete table inet dentropy_drill 2>/dev/null
          nft list table inet dentropy_drill >/dev/null 2>&1 && left=1
        fi
        for t in iptables ip6tables; do
          command -v $t >/dev/null 2>&1 || continue
          for c in PREROUTING:DENTROPY-DRILL-IN POSTROUTING:DENTROPY-DRILL-OUT; do
            $t -w -t mangle -S ${c%%:*} 2>/dev/null | grep -e "-j ${c##*:}\$" | sed 's/^-A/-D/' | while read -r rule; do $t -w -t mangle $rule; done
            $t -w -t mangle -F ${c##*:} 2>/dev/null
            $t -w -t mangle -X ${c##*:} 2>/dev/null
            $t -w -t mangle -S ${c##*:} >/dev/null 2>&1 && left=1
          done
        done
        [ -z "$left" ]
        """;

    private const string ArmText =
        """
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        umask 077
        dir=DIR run=RUN
        live() {
          for f in "$dir"/guard.?; do
            [ -s "$f" ] && grep -q dentropy-drill "/proc/$(cat "$f")/cmdline" 2>/dev/null && return 0
          done
          return 1
        }
        if ! mkdir "$dir" 2>/dev/null; then
          if [ -d "$dir" ] && live; then echo 'dentropy:busy another drill holds it' >&2; exit BUSY; fi
          for u in "$dir"/undo-*; do [ ! -f "$u" ] || sh "$u"; done
          rm -rf "$dir"
          mkdir "$dir" || { echo "dentropy:folder $dir cannot be made" >&2; exit 11; }
        fi
        CHECK
        cat >"$dir/undo-$run" <<'UNDO_END'
        PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
        exec </dev/null >/dev/null 2>&1
        undo() {
        UNDO
        }
        undo || exit 1
        pids=$(cat DIR/guard.? 2>/dev/null)
        rm -rf DIR
        for p in $pids; do kill -9 "-$p"; done
        exit 0
        UNDO_END
        cat >"$dir/guard" <<'GUARD_END'
        trap '' HUP INT TERM
        echo $$ >"DIR/guard.$1.new" && mv "DIR/guard.$1.new" "DIR/guard.$1"
        sleep "$2"
        while [ -f DIR/undo-RUN ]; do sh DIR/undo-RUN; sleep 1; done
        GUARD_END
        start() {
          if [ SYSTEMD = yes ] && [ -d /run/systemd/system ] && command -v systemd-run >/dev/null 2>&1 &&
            systemd-run --quiet --collect --unit="dentropy-drill-$run-$1" /bin/sh "$dir/guard" "$1" "$2" >/dev/null 2>&1 </dev/null; then return; fi
          if command -v setsid >/dev/null 2>&1; then CLEAN setsid /bin/sh "$dir/guard" "$1" "$2" </dev/null >/dev/null 2>&1 &
          else CLEAN nohup /bin/sh "$dir/guard" "$1" "$2" </dev/null >/dev/null 2>&1 &
          fi
        }
        start 1 SECONDS
        start 2 LATER
        n=0
        until [ -s "$dir/guard.1" ] && [ -s "$dir/guard.2" ] && live; do
          n=$((n + 1))
          if [ $n -gt 100 ]; then sh "$dir/undo-$run"; echo 'dentropy:guard its timer did not start' >&2; exit 12; fi
          sleep 0.1
        done
        echo armed
        """;

    /// <summary>Arms a node for a cut of its network. It prints its machine id and its addresses.</summary>
    public static string ArmNetwork(string run, TimeSpan time) => Arm(
        NodeFolder,
        run,
        time,
        UndoNetwork,
        ChooseTool + "\n[ -n \"$tool\" ] || { rm -rf \"$dir\"; echo 'dentropy:tools it has neither nft nor iptables that works, or the account is not root' >&2; exit 11; }\n" +
        "echo \"machine $(cat /etc/machine-id 2>/dev/null)\"\nip -o addr show scope global 2>/dev/null | while read -r _ _ _ a _; do echo \"address ${a%%/*}\"; done",
        onNode: true);

    /// <summary>Arms this machine for a cut of a node's power.</summary>
    public static string ArmPower(string folder, string run, TimeSpan time, string on) => Arm(folder, run, time, on, "true", onNode: false);

    /// <summary>Cuts an armed node off: whatever comes from or goes to the network is dropped, apart from our own ssh connection and the nodes that it still reaches.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="ssh">The connection, as the node's <c>SSH_CONNECTION</c> has it: client, its port (0 for any), server, its port. None where it is not known.</param>
    /// <param name="peers">Addresses of the nodes that it still reaches.</param>
    public static string CutNetwork(string run, (IPAddress Client, int ClientPort, IPAddress Server, int ServerPort)? ssh, IReadOnlyList<IPAddress> peers)
    {
        var text = new System.Text.StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin\n[ -f {NodeFolder}/undo-{run} ] || {{ echo 'dentropy:gone its timer has ended already' >&2; exit 14; }}\n{Devices}\n{ChooseTool}\nset -e\n");
        text.Append("if [ $tool = nft ]; then\nlist=\nfor d in $devices; do list=\"$list${list:+, }\\\"$d\\\"\"; done\nnft -f - <<RULES\n");
        text.Append("table inet dentropy_drill {\nchain in { type filter hook prerouting priority -155; policy accept;\niifname != { $list } accept\n");
        Nft("saddr", "daddr", "sport", "dport");
        text.Append("drop\n}\nchain out { type filter hook postrouting priority -155; policy accept;\noifname != { $list } accept\n");
        Nft("daddr", "saddr", "dport", "sport");
        text.Append("drop\n}\n}\nRULES\nelse\n");
        foreach (var (tool, version) in new[] { ("iptables", 4), ("ip6tables", 6) })
        {
            text.Append(CultureInfo.InvariantCulture, $"if command -v {tool} >/dev/null 2>&1; then\n");
            Table(tool, version, "IN", "PREROUTING", "-i", "-s", "-d", "--sport", "--dport");
            Table(tool, version, "OUT", "POSTROUTING", "-o", "-d", "-s", "--dport", "--sport");
            text.Append("fi\n");
        }

        return text.Append("fi\necho cut\n").ToString();

        void Nft(string theirs, string ours, string theirPort, string ourPort)
        {
            // Without neighbour discovery no IPv6 connection lives on, not even ours (RFC 4861).
            text.Append("icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept\n");
            if (ssh is var (client, clientPort, server, serverPort))
                text.Append(CultureInfo.InvariantCulture, $"{Family(client)} {theirs} {client} {Family(client)} {ours} {server} {(clientPort == 0 ? "" : $"tcp {theirPort} {clientPort} ")}tcp {ourPort} {serverPort} accept\n");
            foreach (var peer in peers)
                text.Append(CultureInfo.InvariantCulture, $"{Family(peer)} {theirs} {peer} accept\n");
        }

        void Table(string tool, int version, string direction, string hook, string device, string theirs, string ours, string theirPort, string ourPort)
        {
            var start = $"{tool} -w -t mangle";
            var chain = $"DENTROPY-DRILL-{direction}";
            text.Append(CultureInfo.InvariantCulture, $"{start} -N {chain}\n");
            if (version == 6)
                text.Append(CultureInfo.InvariantCulture, $"{start} -A {chain} -p ipv6-icmp --icmpv6-type 135 -j ACCEPT\n{start} -A {chain} -p ipv6-icmp --icmpv6-type 136 -j ACCEPT\n");
            if (ssh is var (client, clientPort, server, serverPort) && Version(client) == version)
                text.Append(CultureInfo.InvariantCulture, $"{start} -A {chain} -p tcp {theirs} {client} {ours} {server} {(clientPort == 0 ? "" : $"{theirPort} {clientPort} ")}{ourPort} {serverPort} -j ACCEPT\n");
            foreach (var peer in peers.Where(peer => Version(peer) == version))
                text.Append(CultureInfo.InvariantCulture, $"{start} -A {chain} {theirs} {peer} -j ACCEPT\n");
            text.Append(CultureInfo.InvariantCulture, $"{start} -A {chain} -j DROP\nfor d in $devices; do {start} -I {hook} {device} $d -j {chain}; done\n");
        }
    }

    /// <summary>Undoes a run at once; does nothing where it is undone already.</summary>
    public static string Undo(string folder, string run) => $"u={ShellQuote.Word($"{folder}/undo-{run}")}\nif [ -f \"$u\" ]; then sh \"$u\" || {{ echo 'dentropy:undo the rules could not be taken away' >&2; exit 15; }}; fi\necho undone\n";

    private static string Arm(string folder, string run, TimeSpan time, string undo, string check, bool onNode) => ArmText
        .Replace("SYSTEMD", onNode ? "yes" : "no", StringComparison.Ordinal)
        // The mark by which a session's processes are stopped must not find the timers.
        .Replace("CLEAN", onNode ? "env -i PATH=\"$PATH\"" : "", StringComparison.Ordinal)
        .Replace("DIR", ShellQuote.Word(folder), StringComparison.Ordinal)
        .Replace("RUN", run, StringComparison.Ordinal)
        .Replace("BUSY", Busy.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        .Replace("SECONDS", Seconds(time, 0), StringComparison.Ordinal)
        .Replace("LATER", Seconds(time, 5), StringComparison.Ordinal)
        .Replace("CHECK\n", check + "\n", StringComparison.Ordinal)
        .Replace("UNDO\n}", undo + "\n}", StringComparison.Ordinal);

    private static string Seconds(TimeSpan time, int more) => ((int)Math.Ceiling(time.TotalSeconds) + more).ToString(CultureInfo.InvariantCulture);

    private static int Version(IPAddress address) => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? 6 : 4;

    private static string Family(IPAddress address) => Version(address) == 6 ? "ip6" : "ip";
}
