using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Resilience;

internal static class ResilienceCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("test", ResilienceTestCommand.Create),
        new("advise", ResilienceAdviseCommand.Create),
        new("report", ResilienceReportCommand.Create),
        new("drill", ResilienceDrillCommand.Create),
    ];

    public static Command Create(string? only) => new Command("resilience", "What the cloud survives, and what would let it survive more.").With(s_verbs, only);
}
