using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>A part of the cloud: a thing that can fail, and what it needs to work.</summary>
/// <param name="Part">Its name.</param>
public sealed record ModelPart(DcPart Part)
{
    /// <summary>
    /// What it needs: of each group at least one part that works. A node that hangs on two power feeds has one group with both; one that
    /// stands at a site has a group with the site alone.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<DcPart>> Needs { get; init; } = [];

    /// <summary>
    /// Whether what is for others passes through it. Null: everything but a node does, and a node does where an uplink, the internet or another node
    /// hangs on it. A node with cables to two switches is reached from both, and does not join them.
    /// </summary>
    public bool? Forwards { get; init; }

    /// <summary>Where it is in the network; null for itself. An OSD is at its node.</summary>
    public DcPart? At { get; init; }

    /// <summary>Whether it only stands for what nobody has described, such as the network of a cloud without switches: it is never among what fails.</summary>
    public bool NeverFails { get; init; }
}

/// <summary>A connection for data, in both directions. It works while both ends and the cable do.</summary>
/// <param name="From">One end: a node, a switch, an uplink or a provider.</param>
/// <param name="To">The other end; null for the internet, which is no part and never fails.</param>
/// <param name="Cable">The cable, where it can fail by itself.</param>
public sealed record ModelEdge(DcPart From, DcPart? To, DcPart? Cable = null);

/// <summary>A number of parts that a service needs.</summary>
/// <param name="Need">How many of them have to work and reach each other.</param>
/// <param name="Of">The parts, each once.</param>
/// <param name="What">What they are to the service, for reasons in words, e.g. <c>replicas</c>, <c>monitors</c> or <c>copies of group 2.1a</c>.</param>
public sealed record ModelQuorum(int Need, IReadOnlyList<DcPart> Of, string What);

/// <summary>
/// A service. It works in a part of the network whose members reach each other when of each of its quorums enough parts work there, and
/// every service that it needs works there as well. It survives where there is such a part of the network, with its users in it.
/// </summary>
/// <param name="Name">Its name.</param>
public sealed record ModelService(string Name)
{
    /// <summary>Quorums, all of which it needs.</summary>
    public IReadOnlyList<ModelQuorum> Quorums { get; init; } = [];

    /// <summary>Names of services, all of which it needs.</summary>
    public IReadOnlyList<string> Needs { get; init; } = [];

    /// <summary>Whether its users are on the internet, so that it has to be reached from there.</summary>
    public bool IsPublic { get; init; }

    /// <summary>
    /// Whether it is data at rest: a part counts as long as neither it, nor what it is at, nor a site of these is destroyed. A group of needs that is all disks or
    /// nodes counts as sites do; power and network do not count. What is down counts as destroyed, since nobody knows that it comes back.
    /// </summary>
    public bool IsAtRest { get; init; }

    /// <summary>Whether its survival is promised, or it only stands for something that others need.</summary>
    public bool IsAuxiliary { get; init; }
}

/// <summary>The cloud as the resilience engine sees it. Names are unique, everything that is named is there, and neither needs of parts nor needs of services go in circles.</summary>
/// <param name="Parts">Everything that can fail.</param>
/// <param name="Edges">The network; switches may form rings.</param>
/// <param name="Services">The services.</param>
public sealed record CloudModel(IReadOnlyList<ModelPart> Parts, IReadOnlyList<ModelEdge> Edges, IReadOnlyList<ModelService> Services)
{
    /// <summary>Folder of the inventory that it was made from.</summary>
    public string? Cloud { get; init; }

    /// <summary>Parts that do not work now, as far as was looked: every failure is looked at on top of these.</summary>
    public IReadOnlyList<DcPart> Down { get; init; } = [];

    /// <summary>What was assumed or left out when the model was made, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Those of <see cref="Notes"/> without which the answers could be worse: what is not described and taken to be well, and what is left out.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
