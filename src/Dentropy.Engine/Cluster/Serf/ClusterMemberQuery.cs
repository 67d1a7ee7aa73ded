using System.Collections.ObjectModel;
using Dentropy.Cluster;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>Which members are wanted. All conditions that are set must hold.</summary>
public sealed record ClusterMemberQuery
{
    /// <summary>Names of members or of their nodes, or wildcards as in <see cref="Inventory.NodeQuery.Names"/>, any of which must match; empty asks for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Any of these; empty asks for all.</summary>
    public IReadOnlyList<DcMemberStatus> Status { get; init; } = [];

    /// <summary>Tags that a member must have, with values that the wildcards <c>*</c> and <c>?</c> match.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>Whether the time to each member is estimated from the agents' coordinates.</summary>
    public bool Coordinates { get; init; }

    /// <summary>Node sets whose agents may be asked; those of <c>cloud.yaml</c> where there are none.</summary>
    public IReadOnlyList<string> Via { get; init; } = [];
}

/// <summary>A query to the members of a cluster.</summary>
public sealed record ClusterQuerySettings
{
    /// <summary>Name of the query; each member's agent knows what to do for it, or does nothing.</summary>
    public required string Name { get; init; }

    /// <summary>What goes with it; name and payload together no more than 1024 bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Members that are asked, by name or wildcard; all that are alive where there are none.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Tags that a member must have to be asked.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = ReadOnlyDictionary<string, string>.Empty;

    /// <summary>How long members may take; null leaves it to Serf: 3.2 seconds for up to nine members, and as much again for each power of ten.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether members say that the query came, before they answer it.</summary>
    public bool Acknowledge { get; init; }

    /// <summary>Node sets whose agents may be asked; those of <c>cloud.yaml</c> where there are none.</summary>
    public IReadOnlyList<string> Via { get; init; } = [];
}

/// <summary>What came of a query at one member: an answer, or why there is none.</summary>
/// <param name="Member">The member's name.</param>
/// <param name="Answer">The answer.</param>
/// <param name="Failure">Why there is none.</param>
public sealed record ClusterQueryOutcome(string Member, DcClusterAnswer? Answer, DentropyException? Failure);

/// <summary>What is listened to.</summary>
public sealed record ClusterWatchSettings
{
    /// <summary>Every type of event that there is.</summary>
    public static readonly IReadOnlyList<string> AllTypes = ["member-join", "member-leave", "member-failed", "member-update", "member-reap", "user", "query"];

    /// <summary>Types of events; empty asks for all.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Names of user events, queries or members, or wildcards; empty asks for all.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];

    /// <summary>Node sets whose agents may be listened to; those of <c>cloud.yaml</c> where there are none.</summary>
    public IReadOnlyList<string> Via { get; init; } = [];
}

/// <summary>News of a cluster: an event, or that the agent was lost and another one is looked for.</summary>
/// <param name="Event">The event.</param>
/// <param name="Interruption">Why nothing is heard for a while.</param>
public sealed record ClusterNews(DcClusterEvent? Event, DentropyException? Interruption);
