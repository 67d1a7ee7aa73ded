using System.Text.Json.Serialization;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>What is remembered from run to run. Everything in it can be learnt anew from sources and places.</summary>
internal sealed record DynamicState
{
    /// <summary>The format that this version writes.</summary>
    public const int Current = 1;

    public int Version { get; init; } = Current;

    /// <summary>Counts the runs, so that each asks another source first.</summary>
    public int Runs { get; init; }

    /// <summary>What is believed of each family and length, by <see cref="BelievedAddress.KeyOf"/>.</summary>
    public Dictionary<string, BelievedAddress> Addresses { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What each record was set to, by <see cref="FollowerSettings.Key"/>.</summary>
    public Dictionary<string, FollowedRecord> Records { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A record as it was last set or found.</summary>
internal sealed record FollowedRecord
{
    public required string Value { get; init; }

    /// <summary>The zone that it is in.</summary>
    public required string Zone { get; init; }

    /// <summary>Other values that the name had, which are not ours.</summary>
    public IReadOnlyList<string> Others { get; init; } = [];

    /// <summary>When its place was last asked.</summary>
    public required DateTimeOffset Checked { get; init; }

    /// <summary>What the file said of it beside the address, so that a change of that is seen.</summary>
    public string Settings { get; init; } = "";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DynamicState))]
internal sealed partial class DynamicStateContext : JsonSerializerContext;
