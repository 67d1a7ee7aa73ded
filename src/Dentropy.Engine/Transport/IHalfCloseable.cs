namespace Dentropy.Engine.Transport;

/// <summary>A stream for both directions whose own direction can be ended while the other goes on, as <c>shutdown(SHUT_WR)</c> does. Streams of <see cref="INodeLink.ConnectSocketAsync"/> are.</summary>
public interface IHalfCloseable
{
    /// <summary>Tells the other side that nothing more will be written; what it sends can still be read.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    ValueTask CloseWriteAsync(CancellationToken cancellationToken);
}
