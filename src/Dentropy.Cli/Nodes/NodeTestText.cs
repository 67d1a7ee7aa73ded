using System.Globalization;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// What a look at a node found, in words, for people.
internal static class NodeTestText
{
    public static IReadOnlyList<Column<DcNodeTest>> Columns { get; } =
    [
        new("Node", test => test.Node),
        new("State", State),
        new("Up", test => test.Uptime is { } up ? Uptime(up) : null, Right: true),
        new("Disk", test => test.DiskUsedPercent is { } used ? Invariant($"{used:0}% {test.DiskPath}") : null),
        new("Memory free", test => test is { MemoryAvailable: { } free, MemoryTotal: > 0 and var all } ? Invariant($"{100.0 * free / all:0}%") : null, Right: true),
        new("Temp", test => test.Temperature is { } degrees ? Invariant($"{degrees:0} °C") : null, Right: true),
        new("Round trip", test => test.RoundTrip is { } time ? Invariant($"{time.TotalMilliseconds:0.0} ms") : null, Right: true),
        new("Sudo", test => YesNo(test.Sudo)),
        new("Docker", test => test.DockerVersion ?? YesNo(test.Docker)),
        new("Serf", test => test.SerfVersion ?? YesNo(test.Serf)),
        new("System", test => test.OsId is { } id ? $"{id} {test.OsVersion}".TrimEnd() : test.OperatingSystem),
        new("Problems", test => string.Join(" ", test.Problems.Select(Wording.Adapt))),
    ];

    private static string State(DcNodeTest test) => test switch
    {
        { Healthy: true } => "ok",
        { Failure: { } failure } => failure.ErrorId,
        _ => "problems",
    };

    private static string Uptime(TimeSpan up) => up switch
    {
        { TotalDays: >= 1 } => Invariant($"{up.TotalDays:0} d"),
        { TotalHours: >= 1 } => Invariant($"{up.TotalHours:0} h"),
        { TotalMinutes: >= 1 } => Invariant($"{up.TotalMinutes:0} min"),
        _ => Invariant($"{up.TotalSeconds:0} s"),
    };

    private static string? YesNo(bool? value) => value switch
    {
        true => "yes",
        false => "no",
        null => null,
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
