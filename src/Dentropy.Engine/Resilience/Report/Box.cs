using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>A place in the drawing, in pixels.</summary>
/// <param name="Part">What stands there; null for the internet.</param>
/// <param name="X">Left edge.</param>
/// <param name="Y">Top edge.</param>
/// <param name="Width">Width.</param>
/// <param name="Height">Height.</param>
internal sealed record Box(DcPart? Part, double X, double Y, double Width, double Height)
{
    public double Middle => X + (Width / 2);

    public double Bottom => Y + Height;
}

/// <summary>Nodes that hang on the same switches, drawn together.</summary>
/// <param name="Switches">The switches; none for nodes without a cable.</param>
/// <param name="Frame">The frame around them.</param>
/// <param name="Nodes">The nodes.</param>
internal sealed record BoxGroup(IReadOnlyList<DcPart> Switches, Box Frame, IReadOnlyList<Box> Nodes);
