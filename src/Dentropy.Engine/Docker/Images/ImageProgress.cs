namespace Dentropy.Engine.Docker;

/// <summary>A step of a pull, a load or an import, as the engine tells it.</summary>
/// <param name="Status">What happens, e.g. <c>Downloading</c>.</param>
/// <param name="Layer">The layer, a short id; null for the image as a whole.</param>
/// <param name="Current">Bytes done; null where the engine does not say.</param>
/// <param name="Total">Bytes in all; null where the engine does not say.</param>
public sealed record ImageProgress(string Status, string? Layer, long? Current, long? Total);
