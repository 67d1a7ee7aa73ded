using System.Net;
using Dentropy.Dns;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>How long a changed address has to be seen before it is believed.</summary>
/// <param name="Runs">On so many runs.</param>
/// <param name="Time">For so long; null where runs count.</param>
internal sealed record DebounceRule(int Runs, TimeSpan? Time = null);

/// <summary>The section <c>dynamicDns:</c> of <c>cloud.yaml</c>: where the public address is learnt, and which records follow it.</summary>
internal sealed record DynamicSettings
{
    private const string Section = "dynamicDns";
    private static readonly string[] s_keys = ["sources", "agree", "kinds", "accept", "timeout", "debounce", "refresh", "records"];

    /// <summary>The sources, in the file's order; the usual ones where none is written down.</summary>
    public IReadOnlyList<AddressSourceSettings> Sources { get; init; } = AddressSourceSettings.Usual;

    public AgreementRule Agreement { get; init; } = new();

    public AddressRanges Ranges { get; init; } = new([]);

    /// <summary>How long a source may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    public DebounceRule Debounce { get; init; } = new(Runs: 2);

    /// <summary>How old what is remembered of a record may be before its place is read again.</summary>
    public TimeSpan Refresh { get; init; } = TimeSpan.FromDays(1);

    public IReadOnlyList<FollowerSettings> Records { get; init; } = [];

    /// <summary>Reads it; what stands for nothing written down where there is no such section.</summary>
    /// <exception cref="DentropyException"><c>CloudFileInvalid</c>, <c>CloudFileUnreadable</c>.</exception>
    public static async Task<DynamicSettings> ReadAsync(string cloud, CancellationToken cancellationToken)
    {
        if (await CloudFile.ReadAsync(cloud, Section, cancellationToken).ConfigureAwait(false) is not { } section)
            return new DynamicSettings();
        var keys = new DynamicKeys(cloud, Section, section, s_keys);
        var usual = new DynamicSettings();
        var settings = new DynamicSettings
        {
            Sources = keys.Piece("sources") is null ? usual.Sources : [.. keys.Items("sources").Select(piece => AddressSourceSettings.Read(cloud, piece))],
            Agreement = new AgreementRule(keys.Number("agree", 1, 100), keys.Number("kinds", 1, 3)),
            Ranges = new AddressRanges(keys.Ranges("accept")),
            Timeout = keys.Time("timeout") ?? usual.Timeout,
            Debounce = Debounced(keys) ?? usual.Debounce,
            Refresh = keys.Time("refresh") ?? usual.Refresh,
            Records = [.. keys.Items("records").SelectMany(piece => FollowerSettings.Read(cloud, piece))],
        };
        if (settings.Sources.GroupBy(source => source.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw keys.Wrong("sources", $"has {Shown.Text(twice.Key)} twice, and one source has one vote; where they differ, give each a name");
        if (settings.Records.GroupBy(record => record.Key, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } again)
            throw keys.Wrong("records", $"has {again.Key} twice");
        return settings;
    }

    private static DebounceRule? Debounced(DynamicKeys keys) => keys.Text("debounce") switch
    {
        null => null,
        var text when CloudKeys.ParseTime(text) is { } time => new DebounceRule(Runs: 1, time),
        var text when int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var runs) && runs is > 0 and <= 100 => new DebounceRule(runs),
        _ => throw keys.Wrong("debounce", "is neither a number of runs, such as 2, nor a time, such as 10m"),
    };
}
