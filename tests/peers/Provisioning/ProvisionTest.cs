using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning;

/// <summary>A cloud of its own with the lab's first three nodes, and on each an archive of packages on its own disk: apt and dpkg are real, and nothing is fetched from elsewhere.</summary>
public abstract class ProvisionTest : IAsyncLifetime
{
    private const int Count = 3;

    internal string CloudPath { get; } = Directory.CreateTempSubdirectory("dentropy-init-").FullName;

    internal FileNodeStore Store => new(CloudPath);

    internal SshLinkPool Links { get; } = new();

    internal IReadOnlyList<DcNode> Nodes { get; private set; } = [];

    internal ProvisionSettings Settings { get; } = new() { LockTimeout = TimeSpan.FromSeconds(60) };

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        var nodes = await Lab.NodesAsync();
        Assert.True(nodes.Count >= Count, $"These tests need {Count} hosts, and the lab has {nodes.Count}: lab/lab.sh up --nodes {Count}");
        foreach (var node in nodes.Take(Count))
            await Store.AddAsync(node, Stop);
        File.Copy(Path.Join(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD"), "known_hosts"), Path.Join(CloudPath, "known_hosts"), overwrite: true);
        await ReadNodesAsync();
        await CleanAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Links.DisposeAsync();
        if (Nodes.Count > 0)
            await CleanAsync();
        Directory.Delete(CloudPath, recursive: true);
        GC.SuppressFinalize(this);
    }

    internal async Task ReadNodesAsync() => Nodes = (await Store.ReadAllAsync(Stop)).Nodes;

    internal DcNode Node(string name) => Nodes.Single(node => node.Name == name);

    /// <summary>Writes a profile of the cloud.</summary>
    internal string Profile(string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Join(CloudPath, "profiles"));
        var path = Path.Join(folder.FullName, name + ".yaml");
        File.WriteAllText(path, text);
        return path;
    }

    internal Task<IReadOnlyList<DcProvisionStep>> ApplyAsync(string profile, params string[] nodes) => ApplyAsync(profile, Settings, Links, nodes);

    internal async Task<IReadOnlyList<DcProvisionStep>> ApplyAsync(string profile, ProvisionSettings settings, SshLinkPool links, params string[] nodes) =>
        await ListAsync(new NodeProvisioner(Store, links, links).ApplyAsync([.. nodes.Select(Node)], profile, settings, progress: null, Stop));

    internal async Task<IReadOnlyList<DcProvisionStep>> PlanAsync(string profile, params string[] nodes) =>
        await ListAsync(new NodeProvisioner(Store, Links, Links).PlanAsync([.. nodes.Select(Node)], profile, Settings, progress: null, Stop));

    internal static async Task<IReadOnlyList<DcProvisionStep>> ListAsync(IAsyncEnumerable<DcProvisionStep> steps)
    {
        var list = new List<DcProvisionStep>();
        await foreach (var step in steps)
            list.Add(step);
        return list;
    }

    /// <summary>Steps without a failure; the first failure is what the test shows.</summary>
    internal static IReadOnlyList<DcProvisionStep> Good(IReadOnlyList<DcProvisionStep> steps)
    {
        Assert.Equal([], steps.Where(step => step.Failure is not null).Select(step => $"{step.Node} {step.Step} {step.Name}: {step.Failure!.ErrorId} {step.Failure.Message}"));
        return steps;
    }

    /// <summary>The one failure of a run on one node, and that all steps after it were left.</summary>
    internal static DentropyException Failed(IReadOnlyList<DcProvisionStep> steps, string errorId)
    {
        var failed = Assert.Single(steps, step => step.Status == DcProvisionStatus.Failed);
        Assert.Equal(errorId, failed.Failure?.ErrorId);
        Assert.Equal(failed.Node, failed.Failure!.Target);
        Assert.All(steps.SkipWhile(step => step != failed).Skip(1), step => Assert.True(step.Status is DcProvisionStatus.Skipped or DcProvisionStatus.Unchanged, step.ToString()));
        return failed.Failure;
    }

    internal static DcProvisionStep Step(IReadOnlyList<DcProvisionStep> steps, string kind, string name = "") =>
        Assert.Single(steps, step => step.Step == kind && (name.Length == 0 || step.Name == name));

    internal static async Task<string> ExecAsync(string node, string command) => (await Lab.ExecAsync(node, command)).Trim();

    /// <summary>Makes an archive with small packages on a host; <c>dc-daemon</c> brings a service.</summary>
    internal static Task ArchiveAsync(string node) => Lab.ExecAsync(node, """
        mkdir -p /srv/dc-repo && cd /srv/dc-repo || exit 1
        build() { printf "Package: $1\nVersion: 1.0\nArchitecture: all\nMaintainer: Lab <lab@example.org>\nDescription: a package for a test\n" >p/DEBIAN/control; dpkg-deb -b p "$1.deb" >/dev/null; rm -rf p; }
        mkdir -p p/DEBIAN p/usr/share/dc-hello && echo hello >p/usr/share/dc-hello/word && build dc-hello
        mkdir -p p/DEBIAN p/usr/share/dc-slow && echo slow >p/usr/share/dc-slow/word
        printf '#!/bin/sh\nwhile [ -e /run/dc-slow.hold ]; do sleep 0.1; done\nexit 0\n' >p/DEBIAN/postinst && chmod 755 p/DEBIAN/postinst && build dc-slow
        mkdir -p p/DEBIAN p/usr/share/dc-big && head -c 33554432 /dev/urandom >p/usr/share/dc-big/data && build dc-big
        mkdir -p p/DEBIAN p/usr/sbin p/etc/init.d
        printf '#!/bin/sh\nwhile :; do sleep 1000; done\n' >p/usr/sbin/dc-daemon && chmod 755 p/usr/sbin/dc-daemon
        cat >p/etc/init.d/dc-daemon <<'INIT'
        #!/bin/sh
        ### BEGIN INIT INFO
        # Provides: dc-daemon
        # Required-Start:
        # Required-Stop:
        # Default-Start: 2 3 4 5
        # Default-Stop: 0 1 6
        ### END INIT INFO
        pid=/run/dc-daemon.pid
        case $1 in
            start) if [ -e /etc/dc-daemon.broken ]; then echo "the configuration is broken" >&2; exit 1; fi
                   start-stop-daemon --start --oknodo --background --make-pidfile --pidfile $pid --startas /bin/sh -- /usr/sbin/dc-daemon; date +%s%N >/run/dc-daemon.started ;;
            stop) start-stop-daemon --stop --oknodo --retry 5 --remove-pidfile --pidfile $pid ;;
            restart) $0 stop && $0 start ;;
            status) [ -s $pid ] && kill -0 "$(cat $pid)" 2>/dev/null ;;
        esac
        INIT
        sed -i 's/^        //' p/etc/init.d/dc-daemon; chmod 755 p/etc/init.d/dc-daemon; build dc-daemon
        for f in *.deb; do dpkg-deb -f $f; echo "Filename: ./$f"; echo "Size: $(wc -c <$f)"; echo "SHA256: $(sha256sum $f | cut -d' ' -f1)"; echo; done >Packages
        echo 'deb [trusted=yes] file:/srv/dc-repo ./' >/etc/apt/sources.list
        """);

    // Whatever a test has left on the hosts.
    private async Task CleanAsync()
    {
        foreach (var node in Nodes)
        {
            await Lab.RunAsync("link", node.Name, "up");
            await Lab.RunAsync("link", node.Name, "pass");
            await Lab.ExecAsync(node.Name, """
                rm -f /run/dc-slow.hold /etc/dc-daemon.broken
                umount -l /var/cache/apt 2>/dev/null; umount -l /etc/dc 2>/dev/null; rm -rf /srv/small/*
                [ ! -x /etc/init.d/dc-daemon ] || service dc-daemon stop >/dev/null 2>&1
                dpkg --configure -a >/dev/null 2>&1
                dpkg --force-all --purge dc-hello dc-slow dc-big dc-daemon >/dev/null 2>&1
                rm -rf /srv/dc-repo /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/* /etc/dc /etc/dc-* /var/lib/dentropy /run/dentropy /etc/sysctl.d/60-dentropy.conf
                userdel -rf dcuser 2>/dev/null; groupdel dcgroup 2>/dev/null
                pkill -f '[d]entropy-hostkeys'; rm -f /etc/ssh/*.dentropy-*
                umount -l /etc/ssh 2>/dev/null
                if [ -d /root/ssh.saved ]; then
                    find /etc/ssh -mindepth 1 -delete; cp -a /root/ssh.saved/. /etc/ssh/ && rm -rf /root/ssh.saved; kill -HUP "$(cat /run/lab-host/sshd.pid)"
                    # A reloaded sshd shows the old key for a moment more.
                    for i in $(seq 200); do ssh-keyscan -T 1 -t ed25519 127.0.0.1 2>/dev/null | grep -qF "$(cut -d' ' -f2 /etc/ssh/ssh_host_ed25519_key.pub)" && break; sleep 0.1; done
                fi
                if [ -e /etc/ssh/sshd_config.d/00-dentropy.conf ]; then rm -f /etc/ssh/sshd_config.d/00-dentropy.conf; kill -HUP "$(cat /run/lab-host/sshd.pid)"; fi
                true
                """);
        }
    }
}
