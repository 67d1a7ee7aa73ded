using System.Net;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Dhcp;

/// <summary>
/// A range that several nodes give out together. Each has a part of its own, by number, so that none can give an address that another has given; nothing
/// has to be kept in step between them, and a node that is cut off goes on.
/// </summary>
internal static class DhcpSplit
{
    /// <summary>The first and last address of one part. The parts follow each other without a gap, and the first ones are longer by one where it does not come out even.</summary>
    /// <param name="from">First address of the whole range.</param>
    /// <param name="to">Last address.</param>
    /// <param name="part">Which part, from 1.</param>
    /// <param name="parts">How many there are; at most as many as there are addresses.</param>
    public static (IPAddress From, IPAddress To) Part(IPAddress from, IPAddress to, int part, int parts)
    {
        var is6 = NetworkAddress.Is6(from);
        var first = NetworkAddress.Number(from);
        var count = NetworkAddress.Number(to) - first + 1;
        var (each, left) = (count / (UInt128)parts, count % (UInt128)parts);
        return (NetworkAddress.Of(Start(part - 1), is6), NetworkAddress.Of(Start(part) - 1, is6));

        UInt128 Start(int before) => first + (each * (UInt128)before) + UInt128.Min(left, (UInt128)before);
    }
}
