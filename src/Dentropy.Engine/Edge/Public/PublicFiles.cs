using System.Globalization;
using System.Text;
using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Public;

/// <summary>The files of an endpoint, on both sides. What they say follows from the state alone, so that equal states give equal files.</summary>
internal static class PublicFiles
{
    private const string Head = "# Made by Dentropy; Set-DcPublicEndpoint writes it anew.\n";

    /// <summary>Name of WireGuard's interface on the public node.</summary>
    public const string Interface = "dppublic";

    /// <summary>haproxy's configuration (its management guide, and configuration.txt of version 2.2 and later).</summary>
    public static string Proxy(PublicState state, bool ipv6)
    {
        var text = new StringBuilder(Head).Append(CultureInfo.InvariantCulture, $"""
            global
                user {PublicPaths.ProxyAccount}
                group {PublicPaths.ProxyAccount}
                chroot {PublicPaths.RunFolder}/empty
                stats socket {PublicPaths.RunFolder}/haproxy.sock mode 600 level operator
                maxconn 4000
                hard-stop-after 1h

            defaults
                mode tcp
                balance leastconn
                timeout connect 5s
                timeout check 3s
                timeout queue 10s
                timeout client 1h
                timeout server 1h
                timeout client-fin 30s
                retries 3
                option redispatch 1
                option clitcpka
                option srvtcpka
                default-server inter 2s fastinter 1s fall 2 rise 2 on-marked-down shutdown-sessions

            """);
        var ports = PublicPort.ParseAll(state.Ports);
        for (var i = 0; i < ports.Count; i++)
        {
            var port = ports[i];
            // Not both families on one socket: PROXY protocol would name an IPv4 client by an IPv6 address.
            text.Append(CultureInfo.InvariantCulture, $"\nlisten port-{port.Public}\n    bind 0.0.0.0:{port.Public}\n{(ipv6 ? $"    bind :::{port.Public} v6only\n" : "")}");
            text.Append(Check(state.Check, port.Public) switch
            {
                DcHealthCheck.Http => "    option httpchk HEAD /\n    http-check expect rstatus ^[1-5]\n",
                DcHealthCheck.Tls => "    option ssl-hello-chk\n",
                _ => "",
            });
            var proxy = state.Proxy switch
            {
                DcProxyProtocol.V1 => " send-proxy check-send-proxy",
                DcProxyProtocol.V2 => " send-proxy-v2 check-send-proxy",
                _ => "",
            };
            foreach (var tunnel in state.Tunnels.OrderBy(tunnel => tunnel.Node, StringComparer.Ordinal))
            {
                var (host, number) = Way(tunnel, i, port);
                text.Append(CultureInfo.InvariantCulture, $"    server {tunnel.Node} {host}:{number} check{proxy}\n");
            }
        }

        return text.ToString();
    }

    /// <summary>How a port is looked at.</summary>
    public static DcHealthCheck Check(DcHealthCheck check, int port) => (check, port) switch
    {
        (not DcHealthCheck.Auto, _) => check,
        (_, 80) => DcHealthCheck.Http,
        (_, 443) => DcHealthCheck.Tls,
        _ => DcHealthCheck.Connect,
    };

    /// <summary>Where a load balancer's port is, as the public node sees it.</summary>
    public static (string Host, int Port) Way(PublicTunnel tunnel, int index, PublicPort port) => tunnel.Kind == DcTunnelKind.Ssh ? ("127.0.0.1", tunnel.Ports[index]) : (tunnel.Inside!, port.Target);

    /// <summary>Who may log in as the tunnels' account, and on which ports of the loopback each may listen (sshd(8), AUTHORIZED_KEYS FILE FORMAT).</summary>
    public static string Keys(IEnumerable<PublicTunnel> tunnels) => Head + string.Concat(tunnels.Where(tunnel => tunnel.Kind == DcTunnelKind.Ssh).Select(tunnel =>
        $"restrict,port-forwarding,{string.Join(',', tunnel.Ports.Select(port => string.Create(CultureInfo.InvariantCulture, $"permitlisten=\"127.0.0.1:{port}\"")))} {tunnel.Key} {tunnel.Id} {tunnel.Node}\n"));

    /// <summary>
    /// sshd's settings for the tunnels' account. MaxSessions 0 leaves forwarding and nothing else.
    /// </summary>
    public static string Sshd { get; } = Head + $"""
        Match User {PublicPaths.TunnelAccount}
            AuthorizedKeysFile {PublicPaths.KeysFile}
            PubkeyAuthentication yes
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            MaxSessions 0
            PermitTTY no
            PermitTunnel no
            X11Forwarding no
            AllowAgentForwarding no
            AllowStreamLocalForwarding no
            AllowTcpForwarding remote
            GatewayPorts no
            ClientAliveInterval 5
            ClientAliveCountMax 3

        """;

    /// <summary>The public node's WireGuard peers: key and address in the tunnel.</summary>
    public static string Peers(IEnumerable<PublicTunnel> tunnels) => string.Concat(tunnels.Where(tunnel => tunnel.Kind == DcTunnelKind.WireGuard).Select(tunnel => $"{tunnel.Key} {tunnel.Inside}\n"));

    /// <summary>
    /// Ends ssh sessions of load balancers that are gone, so that they get their ports again when they come back. sshd's own ClientAlive does not do it here: it waits
    /// for quiet, and haproxy's checks never leave any (serverloop.c, wait_until_can_do_something). A load balancer that is there answers each of those checks.
    /// </summary>
    public static string WatchRun { get; } = "#!/bin/sh\n" + Head + $"""
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        nap=
        trap 'kill $nap 2>/dev/null; exit 0' TERM INT
        while :; do
            sleep 5 & nap=$!
            wait $nap
            for p in $(pgrep -u {PublicPaths.TunnelAccount}); do
                ss -HtnpiO state established | grep "pid=$p[,)]" | sed -n 's/.*lastrcv:\([0-9]*\).*/\1/p' | while read -r ms; do [ "$ms" -lt 15000 ] || kill "$p"; done
            done
        done

        """;

    public static string ProxyRun { get; } = "#!/bin/sh\n" + Head + $"""
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        mkdir -p {PublicPaths.RunFolder}/empty && chmod 755 {PublicPaths.RunFolder}/empty
        exec haproxy -W -f {PublicPaths.ProxyFile}

        """;

    /// <summary>A load balancer's files for its tunnel, without its key.</summary>
    public static IReadOnlyDictionary<string, string> Tunnel(string node, PublicState state, PublicTunnel tunnel, PublicRemote remote)
    {
        var folder = $"{PublicPaths.Folder}/{PublicPaths.Part(tunnel.Id)}";
        var files = new Dictionary<string, string>(StringComparer.Ordinal) { ["tunnel"] = $"{node}\n" };
        if (tunnel.Kind == DcTunnelKind.Ssh)
        {
            files["run"] = "#!/bin/sh\n" + Head + $"exec ssh -N -F {folder}/ssh_config public\n";
            files["known_hosts"] = string.Concat(remote.HostKeys.Select(key => $"public {key}\n"));
            files["ssh_config"] = SshConfig(state, tunnel, folder);
        }
        else
        {
            var host = state.Address.Contains(':', StringComparison.Ordinal) ? $"[{state.Address}]" : state.Address;
            files["peers"] = string.Create(CultureInfo.InvariantCulture, $"{remote.WireGuardKey} {InsideOf(node, 1)} {host}:{state.WireGuardPort}\n");
            files["run"] = WireGuard(folder, "dp" + tunnel.Id, tunnel.Inside!, port: null);
        }

        return files;
    }

    /// <summary>Keeps a WireGuard interface: the kernel's, or where it has none the program's. HUP has it read its peers again.</summary>
    public static string WireGuard(string folder, string name, string inside, int? port) => "#!/bin/sh\n" + Head
        + string.Create(CultureInfo.InvariantCulture, $"f={folder} dev={name} inside={inside} port={port}\n") + """
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        umask 077
        child= nap= last= idle=0
        down() { trap '' TERM INT HUP; kill $nap $child 2>/dev/null; ip link del "$dev" 2>/dev/null; wait; }
        trap 'down; exit 0' TERM INT
        peers() {
            while read -r key address endpoint; do
                wg set "$dev" peer "$key" allowed-ips "$address/32" ${endpoint:+endpoint "$endpoint" persistent-keepalive 15} && ip route replace "$address/32" dev "$dev"
            done <"$f/peers"
            for key in $(wg show "$dev" peers); do grep -qF "$key " "$f/peers" || wg set "$dev" peer "$key" remove; done
        }
        trap peers HUP
        ip link del "$dev" 2>/dev/null
        if ! ip link add "$dev" type wireguard 2>/dev/null; then
            wireguard-go -f "$dev" >/dev/null 2>&1 & child=$!
            n=0; while ! ip link show "$dev" >/dev/null 2>&1 && [ $n -lt 50 ]; do sleep 0.1; n=$((n+1)); done
        fi
        wg set "$dev" ${port:+listen-port "$port"} private-key "$f/key" && ip addr add "$inside/32" dev "$dev" && ip link set "$dev" mtu 1420 up || { echo "$dev could not be set up"; down; exit 1; }
        peers
        while ip link show "$dev" >/dev/null 2>&1 && { [ -z "$child" ] || kill -0 "$child" 2>/dev/null; }; do
            sleep 5 & nap=$!
            wait $nap
            # The other end's health checks come all the time. Where nothing comes it may have been restarted, which WireGuard would notice after two
            # minutes, or have another address, which it would never.
            now=$(wg show "$dev" transfer | cut -f2)
            if [ "$now" = "$last" ]; then idle=$((idle+1)); else idle=0; fi
            last=$now
            if [ -z "$port" ] && [ $idle -ge 3 ]; then
                for key in $(wg show "$dev" peers); do wg set "$dev" peer "$key" remove; done
                peers
                idle=0 last=
            fi
        done
        down
        exit 1

        """;

    /// <summary>An address in the tunnels of a public node; two nodes seldom have the same network.</summary>
    public static string InsideOf(string node, int number)
    {
        var sum = System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(node));
        return string.Create(CultureInfo.InvariantCulture, $"10.{192 + (sum[0] % 60)}.{sum[1]}.{number}");
    }

    /// <summary>What keeps a part running where there is no systemd: it starts it again two seconds after it ended, and ends when its files are gone.</summary>
    public static string Keep { get; } = "#!/bin/sh\n" + Head + $$"""
        part=$1; d={{PublicPaths.Folder}}; run={{PublicPaths.RunFolder}}; log={{PublicPaths.Log}}
        child=
        trap 'kill "$child" 2>/dev/null; wait "$child"; rm -f "$run/$part.keep" "$run/$part.pid"; exit 0' TERM INT
        trap '' HUP
        mkdir -p "$run"; echo $$ >"$run/$part.keep"
        while [ -f "$d/$part/run" ]; do
            if [ -f "$log" ] && [ "$(wc -c <"$log")" -gt 1048576 ]; then mv -f "$log" "$log.1"; fi
            touch "$log"; chmod 640 "$log"
            ( trap - HUP INT TERM; exec /bin/sh "$d/$part/run" ) >>"$log" 2>&1 </dev/null &
            child=$!
            echo $child >"$run/$part.pid"
            wait "$child"
            rm -f "$run/$part.pid"
            sleep 2 & child=$!
            wait "$child"
        done
        rm -f "$run/$part.keep"

        """;

    /// <summary>Starts every part; what runs it at boot where there is no systemd.</summary>
    public static string Start { get; } = "#!/bin/sh\n" + Head + $$"""
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; export PATH
        for f in {{PublicPaths.Folder}}/*/run; do
            part=${f%/run}; part=${part##*/}
            p=$(cat "{{PublicPaths.RunFolder}}/$part.keep" 2>/dev/null)
            if [ -n "$p" ] && tr '\0' ' ' <"/proc/$p/cmdline" 2>/dev/null | grep -q "public/keep $part "; then continue; fi
            setsid /bin/sh {{PublicPaths.Folder}}/keep "$part" </dev/null >/dev/null 2>&1 &
        done

        """;

    private static string SshConfig(PublicState state, PublicTunnel tunnel, string folder)
    {
        var ports = PublicPort.ParseAll(state.Ports);
        return Head + string.Create(CultureInfo.InvariantCulture, $"""
            Host public
                HostName {state.Address}
                Port {state.SshPort}
                User {PublicPaths.TunnelAccount}
                HostKeyAlias public
                UserKnownHostsFile {folder}/known_hosts
                GlobalKnownHostsFile /dev/null
                StrictHostKeyChecking yes
                UpdateHostKeys no
                IdentityFile {folder}/key
                IdentitiesOnly yes
                IdentityAgent none
                PreferredAuthentications publickey
                BatchMode yes
                ControlMaster no
                ControlPath none
                ConnectTimeout 10
                ServerAliveInterval 5
                ServerAliveCountMax 3
                ExitOnForwardFailure yes
                LogLevel ERROR

            """) + string.Concat(ports.Select((port, i) => string.Create(CultureInfo.InvariantCulture, $"    RemoteForward 127.0.0.1:{tunnel.Ports[i]} 127.0.0.1:{port.Target}\n")));
    }
}

/// <summary>What load balancers have to know of the public node.</summary>
/// <param name="HostKeys">Its ssh host keys: type and key.</param>
/// <param name="WireGuardKey">Its WireGuard key; null before it has one.</param>
internal sealed record PublicRemote(IReadOnlyList<string> HostKeys, string? WireGuardKey);
