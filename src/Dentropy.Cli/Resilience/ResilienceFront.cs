using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Engine.Resilience.Model;
using Dentropy.Resilience;

namespace Dentropy.Cli.Resilience;

// What the verbs about failures share.
internal static class ResilienceFront
{
    public static Option<string[]> Services() => new("--service", "-s") { HelpName = "SERVICE", Description = "Only this service; * and ? are wildcards. Can be repeated." };

    public static Option<string[]> Kinds() => new("--kind", "-k") { HelpName = "KIND", Description = "Only parts of this kind fail: node, switch, link, power, site, uplink, provider or osd. Can be repeated." };

    public static Option<string?> Level(string usual) => Number.Option("--level", "1..3", $"The most things that fail at once. {usual} without it.");

    public static Option<bool> Observe() => new("--observe") { Description = "Look how the cloud is now, and do not go by its files alone." };

    // What could make the answers worse is told, what else was assumed only with --verbose.
    public static async Task<ResilienceEngine> OpenAsync(CommandContext context, EngineSession session, bool observe)
    {
        var model = await ResilienceModel.ReadAsync(context.Store, observe ? AllFacts.Of(context.Store, session.Links, session.Docker) : null, context.Stop);
        foreach (var note in model.Notes)
        {
            if (model.Warnings.Contains(note, StringComparer.Ordinal))
                context.Terminal.ErrorLine("warning: " + note);
            else
                context.Remark(note);
        }

        return new ResilienceEngine(model);
    }

    public static IReadOnlyList<DcPartKind> Read(string[]? kinds) => [.. (kinds ?? []).Select(word =>
        Array.Find(Enum.GetValues<DcPartKind>(), kind => string.Equals(kind.ToString(), word, StringComparison.OrdinalIgnoreCase)) is var kind && string.Equals(kind.ToString(), word, StringComparison.OrdinalIgnoreCase)
            ? kind
            : throw CliError.Option("--kind", word, $"is none of {string.Join(", ", Enum.GetValues<DcPartKind>().Select(one => one.ToString().ToLowerInvariant()))}."))];
}
