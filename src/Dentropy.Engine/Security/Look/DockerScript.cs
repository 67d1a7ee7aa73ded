namespace Dentropy.Engine.Security.Look;

/// <summary>What containers publish, and whether an engine that listens on TCP asks for certificates.</summary>
internal static class DockerScript
{
    public const string Text = """
        for p in $(grep -lx dockerd /proc/[0-9]*/comm | sed 's|/comm$||'); do
            tls=no
            if tr '\0' '\n' <"$p/cmdline" | grep -qE -- '^--tlsverify(=true)?$' || grep -qE '"tlsverify"[[:space:]]*:[[:space:]]*true' /etc/docker/daemon.json; then tls=yes; fi
            echo "dockerd ${p##*/} $tls"
        done
        has docker || exit 0
        if x=$(within 10 docker -H unix:///var/run/docker.sock ps --format '{{.Names}}|{{.Ports}}'); then printf '%s\n' "$x" | sed 's/^/container /'
        elif [ -S /var/run/docker.sock ]; then unseen docker "the Docker Engine did not answer this account"; fi
        """;
}
