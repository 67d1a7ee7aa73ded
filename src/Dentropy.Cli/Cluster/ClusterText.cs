using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Cluster;

namespace Dentropy.Cli.Cluster;

// Members, answers and events in words, for people.
internal static class ClusterText
{
    public static IReadOnlyList<Column<DcClusterMember>> Columns { get; } =
    [
        new("Name", member => member.Name),
        new("Address", member => member.Address),
        new("Status", member => Status(member.Status)),
        new("Tags", member => Tags(member)),
        new("Node", member => member.Node),
    ];

    public static IReadOnlyList<Column<DcClusterMember>> ColumnsWithTime { get; } =
        [.. Columns, new("Round trip", member => member.RoundTrip?.TotalMilliseconds.ToString("0.0 ms", CultureInfo.InvariantCulture), Right: true)];

    public static string Status(DcMemberStatus status) => status.ToString().ToLowerInvariant();

    // What members send may be anything; a terminal gets text.
    public static string Line(DcClusterAnswer answer) => answer.IsAcknowledgement ? $"{answer.Name}: (the query came there)" : $"{answer.Name}: {Plain(answer.Payload)}";

    public static string Line(DcClusterEvent happened)
    {
        var detail = happened.Member is { } member ? $"{member.Address} {Tags(member)}" : happened.Payload;
        return $"{happened.Time.ToLocalTime().ToString("HH:mm:ss", CultureInfo.InvariantCulture)} {happened.Type} {Plain(happened.Name)} {Plain(detail)}".TrimEnd();
    }

    public static void Say(CommandContext context, string line)
    {
        context.Terminal.OutLine(line);
        context.Terminal.OutBytes.Flush();
    }

    private static string Tags(DcClusterMember member) => string.Join(' ', member.Tags.Select(tag => $"{tag.Key}={tag.Value}"));

    private static string Plain(string? text) => new([.. (text ?? "").ReplaceLineEndings(" ").Where(c => !char.IsControl(c))]);
}
