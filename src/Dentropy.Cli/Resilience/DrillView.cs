using System.Globalization;
using Dentropy.Cli.Output;
using Dentropy.Resilience;

namespace Dentropy.Cli.Resilience;

// What a drill saw of a service, in JSON and YAML.
internal sealed record DrillView(
    string Service, IReadOnlyList<string> Lost, bool Predicted, bool? Observed, bool? Agreed, double Downtime, bool? Recovered, IReadOnlyList<DrillEventView> Timeline, IReadOnlyList<string> Reasons)
{
    public static IReadOnlyList<Column<DcDrillResult>> Columns { get; } =
    [
        new("Service", result => result.Service),
        new("Predicted", result => State(result.Predicted)),
        new("Observed", result => State(result.Observed)),
        new("Agreed", result => result.Agreed switch { true => "yes", false => "NO", _ => "" }),
        new("Down", result => result.Downtime.TotalSeconds.ToString("0.0 s", CultureInfo.InvariantCulture), Right: true),
        new("Recovered", result => result.Recovered switch { true => "yes", false => "NO", _ => "" }),
    ];

    public static DrillView Of(DcDrillResult one) => new(
        one.Service,
        [.. one.Lost.Select(part => part.ToString())],
        one.Predicted,
        one.Observed,
        one.Agreed,
        one.Downtime.TotalSeconds,
        one.Recovered,
        [.. one.Timeline.Select(moment => new DrillEventView(moment.At.TotalSeconds, moment.Phase, moment.Works, moment.Detail))],
        [.. one.Reasons]);

    private static string State(bool? works) => works switch { true => "works", false => "down", _ => "not watched" };
}

// A change that a drill saw, in seconds from the moment at which the failure was complete.
internal sealed record DrillEventView(double At, string Phase, bool Works, string Detail);
