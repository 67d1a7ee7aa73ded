using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>Parts by kind, and in a kind in natural order of their names.</summary>
internal sealed class PartOrder : IComparer<DcPart>
{
    public static PartOrder Instance { get; } = new();

    public int Compare(DcPart? x, DcPart? y)
    {
        if (x is null || y is null)
            return (x is null ? 0 : 1) - (y is null ? 0 : 1);
        var kinds = x.Kind.CompareTo(y.Kind);
        return kinds != 0 ? kinds : NodeNameOrder.Instance.Compare(x.Name, y.Name) is var names && names != 0 ? names : string.CompareOrdinal(x.Name, y.Name);
    }
}
