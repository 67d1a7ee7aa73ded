using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.Fresh;

/// <summary>What the lab's hosts cannot show: units of a real systemd over a power cut, and another architecture.</summary>
public sealed class FreshDebianTests
{
    private const string Profile = """
        hostname: true
        timezone: Europe/Berlin
        packages: [procps, curl]
        users: { deploy: { shell: /bin/sh, groups: [adm] } }
        files:
          /etc/motd: { content: "{{node.name}} is {{node.architecture}}\n" }
          /etc/app/token: { content: "x", mode: "0600", owner: "deploy:deploy" }
        ssh: { passwords: false, root: keys, rootPassword: none }
        """;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_systemd_all_of_a_docker_host_is_set_up_and_is_there_after_a_power_cut()
    {
        await using var debian = await FreshDebian.StartAsync();

        var first = ProvisionTest.Good(await debian.ApplyAsync("docker-host"));
        Assert.Contains(first, step => step is { Step: "hostname", Status: DcProvisionStatus.Changed });
        Assert.Contains(first, step => step is { Step: "ssh", Status: DcProvisionStatus.Changed });
        Assert.Contains(first, step => step is { Step: "service", Name: "docker", Status: DcProvisionStatus.Changed });
        Assert.All(ProvisionTest.Good(await debian.ApplyAsync("docker-host")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));

        await debian.CutPowerAsync();
        await Lab.UntilAsync(async () => await debian.RunAsync("systemctl is-active docker") == "active", "Docker runs again");
        Assert.Equal("active", await debian.RunAsync("systemctl is-active unattended-upgrades"));
        Assert.Equal("json-file true", await debian.RunAsync("docker info --format '{{.LoggingDriver}} {{.LiveRestoreEnabled}}'"));
        Assert.Equal("passwordauthentication no", await debian.RunAsync("sshd -T | grep ^passwordauthentication"));
        Assert.Equal("fresh-amd64 262144", await debian.RunAsync("echo $(hostname) $(sysctl -n vm.max_map_count)"));
        Assert.All(ProvisionTest.Good(await debian.ApplyAsync("docker-host")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
    }

    [Fact]
    public async Task With_systemd_firewall_and_Serf_are_units_that_come_back_after_a_power_cut()
    {
        await using var debian = await FreshDebian.StartAsync();
        var firewall = new NodeFirewall(debian.Store, debian.Links);
        var rule = new DcFirewallRule { Name = "web", Protocol = ["tcp"], Port = ["8081"], Action = DcFirewallAction.Drop };
        await firewall.ApplyAsync(await firewall.PlanAsync(debian.Node, [new FirewallEdit.AddRule(rule, Replace: false)], Stop), TimeSpan.FromMinutes(2), Stop);
        await File.WriteAllTextAsync(Path.Join(debian.Store.Location, "serf.key"), Convert.ToBase64String(new byte[32]), Stop);
        // The package's own agent came with the system.
        await debian.RunAsync("systemctl disable --now serf");
        debian.Profile("member", "serf: { encryptKey: 'file:../serf.key' }");
        var joined = Assert.Single(ProvisionTest.Good(await debian.ApplyAsync("member")));
        Assert.Equal(("serf", DcProvisionStatus.Changed), (joined.Step, joined.Status));
        Assert.Contains("dentropy-serf.service", joined.Detail, StringComparison.Ordinal);
        Assert.Equal(DcProvisionStatus.Unchanged, Assert.Single(ProvisionTest.Good(await debian.ApplyAsync("member"))).Status);

        await debian.CutPowerAsync();
        Assert.Equal(DcFirewallState.Active, Assert.Single((await firewall.ReadAsync(debian.Node, Stop)).Rules).Status);
        Assert.Equal("enabled active", await debian.RunAsync("echo $(systemctl is-enabled dentropy-firewall) $(systemctl is-active dentropy-firewall)"));
        await Lab.UntilAsync(async () => await debian.RunAsync("systemctl is-active dentropy-serf") == "active", "Serf's agent runs again");

        await firewall.ApplyAsync(await firewall.PlanAsync(debian.Node, [new FirewallEdit.RemoveRule("web")], Stop), TimeSpan.FromMinutes(2), Stop);
        Assert.Equal("", await debian.RunAsync("ls -d /etc/dentropy/firewall /etc/systemd/system/dentropy-firewall.service 2>/dev/null; iptables-save | grep -i dentropy"));
    }

    [Fact]
    public async Task Another_architecture_is_set_up_the_same_and_is_refused_where_the_inventory_says_otherwise()
    {
        await using var debian = await FreshDebian.StartAsync("--architecture", "arm64");
        debian.Profile("pi", Profile);
        await debian.ReplaceAsync(debian.Node with { Architecture = "amd64" });
        var before = await debian.RunAsync("cat /etc/motd; ls /etc/app; sshd -T | grep ^passwordauthentication");
        Assert.Contains(await debian.ApplyAsync("pi"), step => step.Failure?.ErrorId == "ProvisionNodeDiffers");
        Assert.Equal(before, await debian.RunAsync("cat /etc/motd; ls /etc/app; sshd -T | grep ^passwordauthentication"));

        await debian.ReplaceAsync(debian.Node with { Architecture = "arm64" });
        Assert.Contains(ProvisionTest.Good(await debian.ApplyAsync("pi")), step => step.Status == DcProvisionStatus.Changed);
        Assert.Equal("fresh-arm64 is arm64", await debian.RunAsync("cat /etc/motd"));
        Assert.Equal("600 deploy deploy aarch64", await debian.RunAsync("echo $(stat -c '%a %U %G' /etc/app/token) $(uname -m)"));
        Assert.Equal("passwordauthentication no", await debian.RunAsync("sshd -T | grep ^passwordauthentication"));
        Assert.All(ProvisionTest.Good(await debian.ApplyAsync("pi")), step => Assert.Equal(DcProvisionStatus.Unchanged, step.Status));
    }
}
