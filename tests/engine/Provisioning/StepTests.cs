using System.Text;
using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Provisioning;

public sealed class StepTests
{
    private const string Key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAofr8vcM1GH98BylxKDLL1MenWsc9DB9oZOMwpJPbpJ";

    private static readonly DcNode s_node = new() { Name = "pi1" };

    [Theory]
    [InlineData("ii ", null)]
    [InlineData("rc ", "install jq")]
    [InlineData("un ", "install jq")]
    [InlineData("iF ", null)]
    [InlineData("iH ", "install jq")]
    public void APackageIsThereWhenItIsInstalledOrOnlyItsConfigurationIsLeftToDo(string state, string? detail)
    {
        var change = Compare(new PackageStep(["jq"], present: true), $"package jq {state[1]} 1.6\n");
        Assert.Equal(detail, change?.Detail);
    }

    [Theory]
    [InlineData('i', "remove jq")]
    [InlineData('F', "remove jq")]
    [InlineData('c', null)]
    [InlineData('n', null)]
    public void APackageIsAbsentWhenOnlyItsConfigurationIsLeft(char state, string? detail) =>
        Assert.Equal(detail, Compare(new PackageStep(["jq"], present: false), $"package jq {state} 1.6\n")?.Detail);

    [Fact]
    public void WhatDpkgWasInterruptedAtIsAStepAndNothingElseIs()
    {
        Assert.Null(Compare(new RepairStep(), ""));
        Assert.Contains("jq, tree", Compare(new RepairStep(), "broken jq\nbroken tree\n")!.Detail, StringComparison.Ordinal);
        Assert.NotNull(Compare(new RepairStep(), "journal yes\n"));
    }

    [Fact]
    public void AServiceOfSystemdIsComparedByItsUnit()
    {
        const string units = "systemd yes\nunit Id=a.service\nunit LoadState=loaded\nunit ActiveState=active\nunit UnitFileState=disabled\nunit \nunit Id=b.service\nunit LoadState=not-found\nunit ActiveState=inactive\nunit UnitFileState=\nunit \nunit Id=c.service\nunit LoadState=loaded\nunit ActiveState=failed\nunit UnitFileState=static\n";
        var steps = new[] { "a", "b", "c" }.Select(name => new ServiceStep(name) { Enabled = true, Running = true }).ToArray();

        Assert.Equal("enable", Compare(steps[0], units, steps)!.Detail);
        Assert.Equal("ProvisionServiceMissing", Assert.Throws<DentropyException>(() => Compare(steps[1], units, steps)).ErrorId);
        Assert.Equal("start", Compare(steps[2], units, steps)!.Detail);
    }

    [Fact]
    public void AServiceThatIsNotForSuchAMachineMayStandStill()
    {
        const string unit = "systemd yes\nunit Id=a.service\nunit LoadState=loaded\nunit ActiveState=inactive\nunit UnitFileState=enabled\nunit ConditionResult=no\n";
        var (must, may) = (new ServiceStep("a") { Enabled = true, Running = true }, new ServiceStep("a") { Enabled = true, Running = true, MayPass = true });

        Assert.Null(Compare(may, unit + "unit ConditionTimestampMonotonic=77\n"));
        Assert.Equal("start", Compare(must, unit + "unit ConditionTimestampMonotonic=77\n")!.Detail);
        // Nobody has tried to start it yet.
        Assert.Equal("start", Compare(may, unit + "unit ConditionTimestampMonotonic=0\n")!.Detail);
        Assert.Equal("start", Compare(may, unit + "unit ConditionTimestampMonotonic=77\npending a\n")!.Detail);
    }

    [Fact]
    public void AServiceIsRestartedForItsFileAndForARestartThatItIsOwed()
    {
        const string running = "sysv a active enabled\n";
        var service = new ServiceStep("a") { Enabled = true, Running = true, Watch = ["/etc/a"] };
        Assert.Null(Compare(service, running));
        Assert.Equal("restart", Compare(service, running + "pending a\n")!.Detail);
        var plan = new PlanContext(s_node, TimeSpan.Zero, TimeSpan.Zero);
        plan.Files.Add("/etc/a");
        Assert.Equal("restart", service.Compare(Facts(service, running), plan)!.Detail);
        Assert.Equal("forget a restart that is not needed", Compare(new ServiceStep("a") { Running = false }, "sysv a inactive enabled\npending a\n")!.Detail);
    }

    [Fact]
    public void ValuesOfTheKernelAreComparedWithoutTheirTabs()
    {
        var step = new SysctlStep(new Dictionary<string, string> { ["net.ipv4.tcp_rmem"] = "4096 131072 6291456", ["vm.swappiness"] = "10" });
        Assert.Null(Compare(step, "sysctl net/ipv4/tcp_rmem:4096\t131072\t6291456\nsysctl vm/swappiness:10\n"));
        Assert.Equal("vm.swappiness 60 to 10", Compare(step, "sysctl net/ipv4/tcp_rmem:4096\t131072\t6291456\nsysctl vm/swappiness:60\n")!.Detail);
    }

    [Theory]
    [InlineData("127.0.0.1 localhost\n127.0.1.1 old\n", "127.0.0.1 localhost\n127.0.1.1 pi1\n")]
    [InlineData("127.0.0.1 localhost\n", "127.0.0.1 localhost\n127.0.1.1 pi1\n")]
    [InlineData("127.0.0.1 localhost\n10.0.0.1 PI1 # here\n", null)]
    [InlineData("# 10.0.0.1 pi1\n", "# 10.0.0.1 pi1\n127.0.1.1 pi1\n")]
    public void TheNameGetsALineOfItsOwnWhereNoneHasIt(string hosts, string? wanted)
    {
        var change = Compare(new HostNameStep("pi1"), $"hostname pi1\nfile 644|root|root|regular file|4|/etc/hostname\ncontent {Base64("pi1\n")} /etc/hostname\nfile 644|root|root|regular file|9|/etc/hosts\ncontent {Base64(hosts)} /etc/hosts\n");
        Assert.Equal(wanted, change is null ? null : Encoding.UTF8.GetString(change.Input!));
    }

    [Fact]
    public void AnAccountKeepsWhatOthersGaveItAndGetsWhatIsMissing()
    {
        var step = new UserStep("ops") { Groups = ["adm", "sudo"], Shell = "/bin/bash", Keys = [AuthorizedKey.Parse(Key + " new")!], NoPassword = true };
        var there = $"passwd ops:x:1000:1000::/home/ops:/bin/sh\ngroup adm:x:4:ops\ngroup sudo:x:27:\nshadow ops password\nkeys ops {Base64("ssh-rsa AAAA broken\n")}\n";

        Assert.Equal("shell /bin/sh to /bin/bash; add to sudo; take the password away; add key SHA256:" + AuthorizedKey.Parse(Key)!.Fingerprint["SHA256:".Length..] + " (new)", Compare(step, there)!.Detail);
        Assert.Null(Compare(new UserStep("ops") { Groups = ["adm"], Keys = step.Keys, NoPassword = true }, there.Replace("shadow ops password", "shadow ops none", StringComparison.Ordinal) + $"keys ops {Base64("from=\"10.0.0.0/8\" " + Key)}\n"));
        Assert.Equal("ProvisionUserDiffers", Assert.Throws<DentropyException>(() => Compare(new UserStep("ops") { Uid = 1001 }, there)).ErrorId);
        Assert.Equal("ProvisionGroupMissing", Assert.Throws<DentropyException>(() => Compare(new UserStep("ops") { Groups = ["docker"] }, there)).ErrorId);
    }

    [Theory]
    [InlineData("amd64", "amd64", null)]
    [InlineData("x86_64", "amd64", null)]
    [InlineData("arm64", "aarch64", null)]
    [InlineData("arm64", "amd64", "ProvisionNodeDiffers")]
    [InlineData("armhf", "arm64", "ProvisionNodeDiffers")]
    public void TheArchitectureIsTheInventorysUnderAnyOfItsNames(string inventory, string found, string? error)
    {
        var facts = NodeFacts.Parse($"os debian bookworm\narch {found}\nend .\n", new FactQuestions());
        var thrown = Record.Exception(() => NodeIdentity.Check(s_node with { Architecture = inventory }, facts)) as DentropyException;
        Assert.Equal(error, thrown?.ErrorId);
    }

    [Fact]
    public void SettingsOfSshdAreComparedWithWhatCounts()
    {
        var step = new SshStep(new Dictionary<string, string> { ["PermitRootLogin"] = "prohibit-password", ["PasswordAuthentication"] = "no" });
        const string same = "file 644|root|root|regular file|9|/etc/ssh/sshd_config.d/00-dentropy.conf\nsame /etc/ssh/sshd_config.d/00-dentropy.conf\n";
        Assert.Null(Compare(step, same + "sshd permitrootlogin without-password\nsshd passwordauthentication no\n"));
        Assert.Equal("PasswordAuthentication yes to no", Compare(step, same + "sshd permitrootlogin without-password\nsshd passwordauthentication yes\n")!.Detail);
        Assert.NotNull(Compare(step, same + "sshd permitrootlogin without-password\nsshd passwordauthentication no\nunproven yes\n"));
        Assert.Equal("ProvisionSshdBroken", Assert.Throws<DentropyException>(() => Compare(step, "sshdfault line 3: Bad configuration option\n")).ErrorId);
    }

    [Fact]
    public void ScriptsHaveNoMoreThanOneRoundOfQuotingForWhatTheyAreGiven()
    {
        var questions = new FactQuestions();
        questions.Files["/etc/it's here"] = null;
        Assert.Contains("'/etc/it'\\''s here'", FactScript.Make(questions), StringComparison.Ordinal);
        for (var i = 0; i < 2000; i++)
            questions.Files[$"/etc/some/folder/with/a/long/name/{i}"] = new string('0', 64);
        Assert.Null(FactScript.Make(questions));
    }

    [Theory]
    [InlineData(Key, "", "")]
    [InlineData(Key + " me@desk of mine", "", "me@desk of mine")]
    [InlineData("from=\"10.0.0.1,a b\",no-pty " + Key + " me", "from=\"10.0.0.1,a b\",no-pty", "me")]
    public void ALineOfAuthorizedKeysIsReadWhole(string line, string options, string comment)
    {
        var key = AuthorizedKey.Parse(line)!;
        Assert.Equal((options, "ssh-ed25519", comment), (key.Options, key.Type, key.Comment));
        Assert.Equal(line, key.ToString());
    }

    [Theory]
    [InlineData("# " + Key)]
    [InlineData("")]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIAofr8vcM1GH98BylxKDLL1MenWsc9DB9oZOMwpJPbpJ")]
    [InlineData("ssh-ed25519 !!!!")]
    public void WhatIsNoKeyIsNone(string line) => Assert.Null(AuthorizedKey.Parse(line));

    private static StepChange? Compare(NodeStep step, string output, params NodeStep[] all) => step.Compare(Facts(step, output, all), new PlanContext(s_node, TimeSpan.Zero, TimeSpan.FromSeconds(60)));

    private static NodeFacts Facts(NodeStep step, string output, params NodeStep[] all)
    {
        var questions = new FactQuestions();
        foreach (var one in all.Length > 0 ? all : [step])
            one.Ask(questions);
        return NodeFacts.Parse(output + "end .\n", questions);
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
