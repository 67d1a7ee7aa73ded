namespace Dentropy.Dns;

/// <summary>How a source tells the public address.</summary>
public enum DcAddressSourceKind
{
    /// <summary>A web service answers with the address that the request came from.</summary>
    Http,

    /// <summary>A name server answers with the address that the query came from.</summary>
    Dns,

    /// <summary>A node of the inventory, such as the gateway, tells the addresses of one of its interfaces.</summary>
    Node,
}
