using System.Text;
using Dentropy.Engine.Cluster;
using Xunit;

namespace Dentropy.Engine.Tests.Cluster;

public sealed class CommandPlanTests
{
    [Fact]
    public void APlainCommandIsSentAsItIs() =>
        Assert.Equal("df -h | tail -1", CommandPlan.From(new() { Command = "df -h | tail -1" }).CommandLine(scriptPath: null));

    [Fact]
    public void ValuesOfTheEnvironmentAreNeverOnTheCommandLine()
    {
        var settings = new ClusterCommandSettings { Command = "env", Environment = new Dictionary<string, string> { ["TOKEN"] = "s3cret" } };
        var plan = CommandPlan.From(settings);
        Assert.DoesNotContain("s3cret", plan.CommandLine(scriptPath: null), StringComparison.Ordinal);
        Assert.Equal("s3cret\n", Encoding.UTF8.GetString(plan.Input[0].Span));
    }

    [Theory]
    [InlineData("1A")]
    [InlineData("A-B")]
    [InlineData("")]
    [InlineData("A;reboot")]
    public void ABadNameOfAVariableIsRefused(string name)
    {
        var settings = new ClusterCommandSettings { Command = "env", Environment = new Dictionary<string, string> { [name] = "x" } };
        Assert.Equal("InvalidEnvironmentName", Assert.Throws<DentropyException>(() => CommandPlan.From(settings)).ErrorId);
    }

    public static TheoryData<ClusterCommandSettings> Unusable =>
    [
        new ClusterCommandSettings(),
        new ClusterCommandSettings { Command = " " },
        new ClusterCommandSettings { Command = "a\0b" },
        new ClusterCommandSettings { Command = "a", Script = "b"u8.ToArray() },
        new ClusterCommandSettings { Command = "a", Arguments = ["b"] },
        new ClusterCommandSettings { Command = "a", ThrottleLimit = 0 },
        new ClusterCommandSettings { Command = "a", Timeout = TimeSpan.Zero },
        new ClusterCommandSettings { Command = "a", Retry = -1 },
    ];

    [Theory]
    [MemberData(nameof(Unusable))]
    public void SettingsThatCannotBeUsedAreRefused(ClusterCommandSettings settings) =>
        Assert.Equal("InvalidCommand", Assert.Throws<DentropyException>(() => CommandPlan.From(settings)).ErrorId);

    [Theory]
    [InlineData("echo $1", "/bin/sh -c 'echo $1' script 'a b'")]
    [InlineData("#!/usr/bin/env bash\necho $1", "/usr/bin/env bash -c '#!/usr/bin/env bash\necho $1' script 'a b'")]
    [InlineData("#!/bin/bash -eu\necho", "/bin/bash -eu -c '#!/bin/bash -eu\necho' script 'a b'")]
    public void AShortShellScriptTravelsInTheCommandLine(string script, string expected)
    {
        var plan = CommandPlan.From(new() { Script = Encoding.UTF8.GetBytes(script), Arguments = ["a b"] });
        Assert.False(plan.Script!.NeedsFile);
        Assert.Equal(expected, plan.CommandLine(scriptPath: null));
    }

    [Fact]
    public void AnyOtherScriptIsSentAsAFile()
    {
        var plan = CommandPlan.From(new() { Script = "#!/usr/bin/python3 -u\nprint(1)"u8.ToArray(), Arguments = ["-x"] });
        Assert.True(plan.Script!.NeedsFile);
        Assert.Equal("/usr/bin/python3 -u /tmp/f -x", plan.CommandLine("/tmp/f"));
        Assert.True(CommandPlan.From(new() { Script = new byte[40_000] }).Script!.NeedsFile);
    }
}
