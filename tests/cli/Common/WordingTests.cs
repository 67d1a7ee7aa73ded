using Dentropy.Cli.Common;
using Xunit;

namespace Dentropy.Cli.Tests.Common;

public sealed class WordingTests
{
    [Theory]
    [InlineData("Free it, or give another: -PortMap @{ 8080 = ... }.", "Free it, or give another: --port-map 8080=OTHER.")]
    [InlineData("or name another: -NetworkMap @{ 'old_net' = '...' }.", "or name another: --network-map old_net=OTHER.")]
    [InlineData("Take another name with -Name, or say -OnConflict Rename.", "Take another name with --name, or say --on-conflict rename.")]
    [InlineData("Say with -Node where it should run; Get-DcApp lists the apps.", "Say with --node where it should run; dentropy app list lists the apps.")]
    public void The_way_out_can_be_typed_as_it_is_said(string engine, string command) => Assert.Equal(command, Wording.Adapt(engine));
}
