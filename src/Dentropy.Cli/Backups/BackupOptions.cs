using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Backups;

// What the verbs for backups share.
internal static class BackupOptions
{
    public static Argument<string[]> Locations(string description) =>
        new("BACKUP") { HelpName = "PLACE|FILE", Arity = ArgumentArity.OneOrMore, Description = description };

    public static Option<string?> App() => new("--app") { HelpName = "NAME", Description = "Only this app; * and ? are wildcards." };

    public static Option<string[]> Identity() => new("--identity", "-i")
    {
        HelpName = "FILE",
        Description = "age identity or ssh private key that encrypted backups are read with. Can be repeated.",
    };

    public static BackupPlaces Places(this CommandContext context, ILinkPool links) => new(context.Store, links);

    public static IReadOnlyList<string> Identities(this CommandContext context, Option<string[]> option) => context.Get(option) ?? [];
}
