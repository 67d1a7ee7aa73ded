namespace Dentropy.Engine.Docker;

/// <summary>Opens connections to one engine.</summary>
internal interface IDockerDialer
{
    /// <summary>Where the engine listens, for messages.</summary>
    string Endpoint { get; }

    /// <summary>Opens a connection.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A stream that is also <see cref="Transport.IHalfCloseable"/>.</returns>
    Task<Stream> DialAsync(CancellationToken cancellationToken);
}
