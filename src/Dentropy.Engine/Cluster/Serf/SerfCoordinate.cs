namespace Dentropy.Engine.Cluster.Serf;

/// <summary>Where a member stands in the network, so that the time between any two follows from their distance (Vivaldi; Serf, coordinate/coordinate.go).</summary>
internal sealed record SerfCoordinate(IReadOnlyList<double> Vector, double Height, double Adjustment)
{
    public static SerfCoordinate Of(SerfFields fields) => new(fields.Reals("Vec"), fields.Real("Height"), fields.Real("Adjustment"));

    /// <summary>Estimated time of a packet to another member and back; null where the two cannot be compared.</summary>
    public TimeSpan? RoundTripTo(SerfCoordinate other)
    {
        if (Vector.Count == 0 || Vector.Count != other.Vector.Count)
            return null;
        var distance = Math.Sqrt(Vector.Zip(other.Vector, (one, two) => (one - two) * (one - two)).Sum()) + Height + other.Height;
        var adjusted = distance + Adjustment + other.Adjustment;
        var seconds = adjusted > 0 ? adjusted : distance;
        return double.IsFinite(seconds) && seconds < 3600 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
