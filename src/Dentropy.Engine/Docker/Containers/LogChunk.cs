namespace Dentropy.Engine.Docker;

/// <summary>A piece of a container's log. The engine sends a piece a line, with its end, except for long lines (16 KiB and more) and containers with a terminal.</summary>
/// <param name="IsError">Whether it was written to standard error.</param>
/// <param name="Data">The bytes.</param>
public readonly record struct LogChunk(bool IsError, ReadOnlyMemory<byte> Data);
