using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Provisioning.Profiles;
using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal static class ProfileList
{
    private static readonly Column<DcProfile>[] s_columns =
    [
        new("PROFILE", profile => profile.Name),
        new("EXTENDS", profile => string.Join(", ", profile.Extends)),
        new("STEPS", profile => profile.Steps.Count.ToString(CultureInfo.InvariantCulture), Right: true),
        new("FROM", profile => profile.Path ?? "built in"),
        new("DESCRIPTION", profile => profile.Description ?? ""),
    ];

    public static async Task<int> ShowAsync(CommandContext context)
    {
        var profiles = await new ProfileFolder(context.Store.Location).ListAsync(context.Stop);
        if (context.Renderer.ForPeople)
            context.Renderer.Table(profiles, s_columns);
        else
            context.Renderer.Document([.. profiles.Select(ProfileView.Of)], CliJsonContext.Default.ProfileView);
        var code = ExitCode.Good;
        foreach (var failure in profiles.Select(profile => profile.Failure).OfType<DentropyException>())
        {
            context.Errors.Write(failure);
            code = ExitCode.Worse(code, ExitCode.Of(failure));
        }

        return code;
    }
}
