using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Security;

namespace Dentropy.Cli.Security;

internal static class SecurityCheckList
{
    private static readonly Column<SecurityCheck>[] s_columns =
    [
        new("CHECK", check => check.Name),
        new("WORST", check => SecurityFindingView.Word(check.Severity)),
        new("FINDS", check => check.Description),
    ];

    public static int Show(CommandContext context)
    {
        if (context.Renderer.ForPeople)
            context.Renderer.Table(SecurityChecks.All, s_columns);
        else
            context.Renderer.Document([.. SecurityChecks.All.Select(SecurityCheckView.Of)], CliJsonContext.Default.SecurityCheckView);
        return ExitCode.Good;
    }
}
