using System.Text;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>
/// A container on the node that lives as long as a run and in which the node's own programs (or those of an image) read and write volumes
/// and paths: no network, no log, few rights. It ends when the connection to it ends, and is removed then.
/// </summary>
public sealed class HelperContainer : IAsyncDisposable
{
    /// <summary>The folder in the helper below which mounts that go into an archive are, so that their paths in it are relative to this.</summary>
    public const string Root = "/dentropy";

    private static readonly TimeSpan s_removalLimit = TimeSpan.FromSeconds(20);

    // Reading everything, trusted attributes included, and making it again: owners, modes, device nodes, file capabilities.
    private static readonly string[] s_capabilities =
        ["CHOWN", "DAC_OVERRIDE", "DAC_READ_SEARCH", "FOWNER", "FSETID", "MKNOD", "SETFCAP", "SYS_ADMIN"];

    private readonly DockerClient _client;
    private readonly DockerProcessStreams _streams;
    private HelperEntrance? _entrance;

    private HelperContainer(DockerClient client, string id, DockerProcessStreams streams, string? socket)
    {
        _client = client;
        _streams = streams;
        Id = id;
        Socket = socket;
    }

    /// <summary>Full id of the container.</summary>
    public string Id { get; }

    /// <summary>What programs it has.</summary>
    public HelperTools Tools { get; private set; } = new();

    /// <summary>Whether a script's exit code proves that all of its output came. An engine that goes away ends the output as a script does.</summary>
    public bool ProvesOutput => _entrance is not null;

    /// <summary>Path in it of Docker's socket; null where it was not asked for.</summary>
    public string? Socket { get; }

    /// <summary>Name of a run's helper; there is one at a time.</summary>
    /// <param name="runId">The run.</param>
    public static string NameOf(string runId) => "dentropy-helper-" + runId;

    /// <summary>Makes and starts a helper, and looks at its programs.</summary>
    /// <param name="client">The node's engine.</param>
    /// <param name="settings">What it is for.</param>
    /// <param name="cancellationToken">Ends the start; nothing is left of it.</param>
    /// <exception cref="DentropyException"><c>HelperFailed</c>; <c>HelperToolsMissing</c> where there is no shell; those of the engine.</exception>
    public static async Task<HelperContainer> StartAsync(DockerClient client, HelperSettings settings, CancellationToken cancellationToken)
    {
        var (mount, socket) = EngineSocket.Inside(client);
        IEnumerable<HelperMount> mounts = settings.DockerSocket ? [.. settings.Mounts, mount] : settings.Mounts;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal) { [HelperLabels.Role] = HelperLabels.Helper, [HelperLabels.Run] = settings.RunId };
        var proof = "/tmp/" + Guid.NewGuid().ToString("N");
        var (id, streams) = await HelperStart.RunAsync(
            client,
            settings.HelperImage,
            "helper",
            NameOf(settings.RunId),
            (image, own) =>
            {
                // `read` ends with the connection, and the container with it.
                var body = HelperBody.Of(image, own, $": >{proof}; echo ready; while read -r line; do :; done", labels, [], mounts, s_capabilities);
                body["HostConfig"]!["AutoRemove"] = true;
                return body;
            },
            cancellationToken).ConfigureAwait(false);
        var helper = new HelperContainer(client, id, streams, settings.DockerSocket ? socket : null);
        try
        {
            await StartedAsync(streams, cancellationToken).ConfigureAwait(false);
            helper._entrance = await HelperEntrance.FindAsync(client, id, proof, cancellationToken).ConfigureAwait(false);
            helper.Tools = await ToolProbe.RunAsync(helper, cancellationToken).ConfigureAwait(false);
            return helper;
        }
        catch
        {
            await helper.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Runs a script of POSIX sh as root in the helper.</summary>
    /// <param name="script">The script.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="stdin">Whether it gets input.</param>
    /// <exception cref="DentropyException">Those of <see cref="ContainerApi.ExecAsync"/>.</exception>
    public Task<IHelperProcess> RunAsync(string script, CancellationToken cancellationToken, bool stdin = false) =>
        RunAsync(script, [], cancellationToken, stdin);

    /// <summary>Runs a script of POSIX sh as root in the helper.</summary>
    /// <param name="script">The script.</param>
    /// <param name="environment">Variables for it, <c>NAME=value</c> each, so that values need no quoting.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <param name="stdin">Whether it gets input.</param>
    /// <exception cref="DentropyException">Those of <see cref="ContainerApi.ExecAsync"/>.</exception>
    public async Task<IHelperProcess> RunAsync(string script, IReadOnlyList<string> environment, CancellationToken cancellationToken, bool stdin = false) =>
        _entrance is not null
            ? await _entrance.RunAsync(script, environment, stdin, cancellationToken).ConfigureAwait(false)
            : await _client.Containers.ExecAsync(Id, new ExecSettings { Command = ["/bin/sh", "-c", script], Environment = environment, Stdin = stdin }, cancellationToken).ConfigureAwait(false);

    /// <summary>Runs a script to its end.</summary>
    /// <param name="script">The script; what it prints is kept in memory, so it should be little.</param>
    /// <param name="environment">Variables for it, <c>NAME=value</c> each.</param>
    /// <param name="cancellationToken">Ends the waiting; the script goes on until the helper ends.</param>
    /// <returns>Its exit code, and the first 64 KiB of each output.</returns>
    public async Task<(int ExitCode, string Output, string Error)> CaptureAsync(string script, IReadOnlyList<string> environment, CancellationToken cancellationToken)
    {
        var exec = await RunAsync(script, environment, cancellationToken).ConfigureAwait(false);
        await using (exec.ConfigureAwait(false))
        {
            var error = ReadTextAsync(exec.StandardError, cancellationToken);
            var output = await ReadTextAsync(exec.StandardOutput, cancellationToken).ConfigureAwait(false);
            return (await exec.WaitForExitAsync(cancellationToken).ConfigureAwait(false), output, await error.ConfigureAwait(false));
        }
    }

    /// <summary>Removes the container, whatever runs in it. It does not throw; what cannot be reached removes itself.</summary>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(s_removalLimit);
        await HelperStart.RemoveAsync(_client, Id, limit.Token).ConfigureAwait(false);
        await _streams.DisposeAsync().ConfigureAwait(false);
    }

    // Until it has said something, its file system is not there yet.
    private static async Task StartedAsync(DockerProcessStreams streams, CancellationToken cancellationToken) =>
        await streams.StandardOutput.ReadAsync(new byte[16], cancellationToken).ConfigureAwait(false);

    /// <summary>Reads a script's output to its end and keeps the first 64 KiB.</summary>
    /// <param name="stream">One of its outputs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    internal static async Task<string> ReadTextAsync(Stream stream, CancellationToken cancellationToken)
    {
        const int most = 64 * 1024;
        var buffer = new byte[8192];
        using var kept = new MemoryStream();
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, most - kept.Length));
        }

        return Encoding.UTF8.GetString(kept.GetBuffer(), 0, (int)kept.Length);
    }
}
