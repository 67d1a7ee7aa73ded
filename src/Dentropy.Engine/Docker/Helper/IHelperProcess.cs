namespace Dentropy.Engine.Docker.Helper;

/// <summary>A script that runs in a helper. Both of its outputs have to be read; failures of its streams are <c>LinkLost</c> and <c>DockerConnectionLost</c>.</summary>
public interface IHelperProcess : IAsyncDisposable
{
    /// <summary>Its standard input.</summary>
    Stream StandardInput { get; }

    /// <summary>Its standard output.</summary>
    Stream StandardOutput { get; }

    /// <summary>Its standard error.</summary>
    Stream StandardError { get; }

    /// <summary>Sends the end of its input.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task CloseInputAsync(CancellationToken cancellationToken);

    /// <summary>Waits for its end; its outputs have to be read meanwhile.</summary>
    /// <param name="cancellationToken">Ends the waiting, not the script.</param>
    /// <returns>Its exit code; more than 128 where a signal ended it.</returns>
    /// <exception cref="DentropyException"><c>LinkLost</c>, <c>DockerConnectionLost</c>.</exception>
    Task<int> WaitForExitAsync(CancellationToken cancellationToken);
}
