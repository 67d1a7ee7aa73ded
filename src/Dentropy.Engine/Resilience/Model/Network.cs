using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Model;

/// <summary>The parts of a cloud and what joins them, before any service is looked at.</summary>
internal sealed class Network
{
    public List<ModelPart> Parts { get; } = [];

    public List<ModelEdge> Edges { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Those of the notes without which the answers could be worse.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Parts that do not work now.</summary>
    public List<DcPart> Down { get; } = [];

    /// <summary>What people at home hang on: a service that none of these reaches is of no use to them.</summary>
    public IReadOnlyList<DcPart> Users { get; set; } = [];

    /// <summary>Whether a way to the internet is described.</summary>
    public bool HasUplink { get; set; }

    /// <summary>The network that nobody has described; null where switches are.</summary>
    public DcPart? Unnamed { get; set; }

    public void Warn(string note)
    {
        Notes.Add(note);
        Warnings.Add(note);
    }

    /// <summary>
    /// Makes sure that there is a way to the internet for something that needs one. Where nothing of the network is described, it is taken to have one that cannot fail.
    /// </summary>
    /// <returns>False where the network is described and a way to the internet is not.</returns>
    public bool ReachesInternet()
    {
        if (HasUplink)
            return true;
        if (Unnamed is not { } unnamed)
            return false;
        Edges.Add(new ModelEdge(unnamed, To: null));
        Warn("No uplink is described: the internet is taken to be always in reach. Describe the ways to it below topology: uplinks: in cloud.yaml.");
        return HasUplink = true;
    }
}
