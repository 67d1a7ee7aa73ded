using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>A script in a helper that the node's link runs, and not the engine.</summary>
internal sealed class EnteredProcess : IHelperProcess
{
    // What a shell reports for a command that was killed; which signal ended it matters to nobody.
    private const int Killed = 128 + 9;

    private readonly IRemoteProcess _process;

    public EnteredProcess(IRemoteProcess process, string node, DockerSubject subject)
    {
        _process = process;
        StandardInput = new DockerStream(process.StandardInput, process.StandardInput, node, subject);
        StandardOutput = new DockerStream(process.StandardOutput, process.StandardOutput, node, subject);
        StandardError = new DockerStream(process.StandardError, process.StandardError, node, subject);
    }

    public Stream StandardInput { get; }

    public Stream StandardOutput { get; }

    public Stream StandardError { get; }

    public Task CloseInputAsync(CancellationToken cancellationToken) => _process.StandardInput.DisposeAsync().AsTask();

    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken) =>
        (await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false)).ExitCode ?? Killed;

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
