using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Apps;

namespace Dentropy.Cli.Apps;

// How an app is deployed, as options.
internal sealed class AppDeployOptions
{
    private readonly Option<string?> _name = new("--name") { HelpName = "APP", Description = "Name of the app. Without it: the file's name, else its folder's." };
    private readonly Option<string?> _folder = new("--project-folder") { HelpName = "DIR", Description = "Folder on the node that relative bind mounts start from." };
    private readonly Option<string[]> _variables = new("--variable") { HelpName = "NAME=VALUE", Description = "Variable for the compose file; repeat it." };
    private readonly Option<string?> _environmentFile = new("--environment-file") { HelpName = "FILE", Description = "File of variables, in place of the .env beside the compose file." };
    private readonly Option<string[]> _profiles = new("--profile") { HelpName = "NAME", Description = "Profile that is on; repeat it." };
    private readonly Option<string?> _pull = new("--pull-policy") { HelpName = "missing|always|never", Description = "When images are pulled. Without it: as the file says." };
    private readonly Option<bool> _orphans = new("--remove-orphan") { Description = "Remove containers of services that the file no longer has." };
    private readonly Option<bool> _force = new("--force-recreate") { Description = "Make containers anew even where nothing changed." };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait until everything is up and healthy; a changed container that is not goes back to the one before it." };
    private readonly Option<string?> _timeout = new("--timeout") { HelpName = "TIME", Description = "Longest time to wait for dependencies and health; 5m without it." };
    private readonly Option<string?> _grace = new("--grace-period") { HelpName = "TIME", Description = "Time for each replaced container to end by itself. Without it: the container's own." };

    public void AddTo(Command command) =>
        command.AddAll(_name, _folder, _variables, _environmentFile, _profiles, _pull, _orphans, _force, _wait, _timeout, _grace);

    public AppDeploySettings Settings(CommandContext context, string path)
    {
        var settings = new AppDeploySettings
        {
            Path = path,
            Name = context.Get(_name),
            ProjectFolder = context.Get(_folder),
            Variables = Pairs.Read("--variable", context.Get(_variables), StringComparer.Ordinal),
            EnvironmentFile = context.Get(_environmentFile) is { } file ? Path.GetFullPath(file) : null,
            Profiles = WordLists.Split(context.Get(_profiles)),
            Pull = context.Get(_pull) switch
            {
                null => AppPullPolicy.AsWritten,
                "missing" => AppPullPolicy.Missing,
                "always" => AppPullPolicy.Always,
                "never" => AppPullPolicy.Never,
                var other => throw CliError.Option(_pull.Name, other, "is not known. Say missing, always or never."),
            },
            RemoveOrphans = context.Get(_orphans),
            ForceRecreate = context.Get(_force),
            Wait = context.Get(_wait),
            Grace = Duration.Read(context, _grace),
        };
        return settings with { Timeout = Duration.Read(context, _timeout) ?? settings.Timeout };
    }
}
