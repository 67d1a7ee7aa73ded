using Dentropy.Build.Help;

namespace Dentropy.Module.Tests;

public sealed class ShippedHelpTests
{
    [Fact]
    public void The_built_help_is_what_the_pages_say_now()
    {
        var made = ModuleHelp.Make(BuiltModule.Repository);
        Assert.Equal(made.Keys.Order(StringComparer.Ordinal), Directory.GetFiles(BuiltModule.Repository.ModuleHelp).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(made, file => Assert.Equal(file.Value, File.ReadAllText(Path.Combine(BuiltModule.Repository.ModuleHelp, file.Key))));
    }

    [Theory]
    [InlineData("about_Dentropy_Nodes")]
    [InlineData("about_Dentropy_ClusterCommands")]
    public void A_topic_is_in_it(string topic)
    {
        var text = File.ReadAllText(Path.Combine(BuiltModule.Repository.ModuleHelp, topic + ".help.txt"));
        Assert.StartsWith($"TOPIC\n    {topic}\n\nSHORT DESCRIPTION\n    ", text, StringComparison.Ordinal);
        Assert.Contains("\nLONG DESCRIPTION\n", text, StringComparison.Ordinal);
    }
}
