namespace Dentropy.Engine.Nodes;

/// <summary>The one command that a look at a node needs, for any POSIX shell.</summary>
internal static class ProbeScript
{
    /// <summary>Answered at once by the shell itself.</summary>
    public const string Echo = "echo";

    /// <summary>What it answers.</summary>
    public const string EchoAnswer = "ok";

    /// <summary>Answered with the node's clock: seconds since 1970, with nanoseconds where its date can.</summary>
    public const string Time = "time";

    /// <summary>Ends the questions; the report follows.</summary>
    public const string Report = "report";

    /// <summary>Begins a section of the report; its name follows.</summary>
    public const string Mark = "#=";

    /// <summary>The last section; without it the report is not whole.</summary>
    public const string End = "end";

    // Raw files where there are any: what they mean is worked out on our side, where it can be tested. Programs that can
    // hang (df on a dead disk, sudo on a dead directory server) get a limit of their own.
    public const string Text =
        """
        PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C
        export PATH LC_ALL
        exec 2>/dev/null
        while read -r ask; do
          case $ask in
            echo) echo ok ;;
            time) date +%s.%N ;;
            *) break ;;
          esac
        done
        has() { command -v "$1" >/dev/null; }
        limit() { if has timeout; then timeout 4 "$@"; else "$@"; fi; }
        echo '#=os'; cat /etc/os-release || cat /usr/lib/os-release
        echo '#=uname'; uname -s; uname -r; uname -m
        echo '#=dpkg'; dpkg --print-architecture
        echo '#=uptime'; cat /proc/uptime
        echo '#=boot'; cat /proc/sys/kernel/random/boot_id
        echo '#=load'; cat /proc/loadavg
        echo '#=cpus'; nproc || getconf _NPROCESSORS_ONLN
        echo '#=memory'; cat /proc/meminfo
        echo '#=disk'; limit df -PTkl || limit df -PTk || limit df -Pk
        echo '#=heat'
        for f in /sys/class/thermal/thermal_zone*/temp /sys/class/hwmon/hwmon*/temp*_input; do
          if [ -r "$f" ] && read -r t <"$f"; then echo "$t"; fi
        done
        if has vcgencmd; then limit vcgencmd measure_temp; fi
        echo '#=sudo'
        if [ "$(id -u)" = 0 ] || limit sudo -n true </dev/null; then echo yes; else echo no; fi
        echo '#=docker'
        if [ -S /var/run/docker.sock ]; then echo yes; fi
        if has docker; then echo yes; limit docker --version; fi
        echo '#=serf'
        if has serf; then echo yes; limit serf version; fi
        echo '#=reboot'
        if [ -e /run/reboot-required ] || [ -e /var/run/reboot-required ]; then echo yes; else echo no; fi
        echo '#=end'
        """;
}
