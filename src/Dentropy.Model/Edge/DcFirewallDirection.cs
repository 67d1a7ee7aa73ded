namespace Dentropy.Edge;

/// <summary>Which packets a rule looks at.</summary>
public enum DcFirewallDirection
{
    /// <summary>Packets to the node itself, and to ports that its Docker publishes.</summary>
    Input,

    /// <summary>Packets that the node passes on.</summary>
    Forward,

    /// <summary>Packets that the node sends.</summary>
    Output,
}
