using Dentropy.Engine.Apps;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Docker.Helper;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Commands that containers ask for by label: before a backup, e.g. a database's dump, and after it.</summary>
internal sealed class BackupHooks(DockerClient client, AppDetails app)
{
    /// <summary>Label with the command to run before the copying.</summary>
    public const string Pre = "dentropy.backup.pre";

    /// <summary>Label with the command to run when the app is up again, whether there is a backup or not.</summary>
    public const string Post = "dentropy.backup.post";

    private const int MostOutput = 2000;
    private readonly List<ContainerDetails> _begun = [];

    /// <summary>Runs the commands before the copying, in start order; the first that fails ends it.</summary>
    /// <exception cref="DentropyException"><c>BackupHookFailed</c>.</exception>
    public async Task BeforeAsync(CancellationToken cancellationToken)
    {
        foreach (var container in app.Containers.Where(container => container.State is { IsRunning: true, IsPaused: false }))
        {
            if (container.Labels.ContainsKey(Pre) || container.Labels.ContainsKey(Post))
            {
                _begun.Add(container);
            }

            await RunAsync(container, Pre, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Runs the commands after it in every container whose turn had come. One that fails hides no other.</summary>
    /// <returns>What failed.</returns>
    public async Task<IReadOnlyList<DentropyException>> AfterAsync(CancellationToken cancellationToken)
    {
        var failures = new List<DentropyException>();
        foreach (var container in _begun)
        {
            try
            {
                await RunAsync(container, Post, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e)
            {
                failures.Add(e);
            }
        }

        _begun.Clear();
        return failures;
    }

    private async Task RunAsync(ContainerDetails container, string label, CancellationToken cancellationToken)
    {
        if (!container.Labels.TryGetValue(label, out var command) || string.IsNullOrWhiteSpace(command))
        {
            return;
        }

        var exec = await client.Containers.ExecAsync(container.Id, new ExecSettings { Command = ["/bin/sh", "-c", command] }, cancellationToken).ConfigureAwait(false);
        await using (exec.ConfigureAwait(false))
        {
            var error = HelperContainer.ReadTextAsync(exec.StandardError, cancellationToken);
            var output = await HelperContainer.ReadTextAsync(exec.StandardOutput, cancellationToken).ConfigureAwait(false);
            var said = $"{output}{await error.ConfigureAwait(false)}".Trim();
            if (await exec.WaitForExitAsync(cancellationToken).ConfigureAwait(false) is not 0 and var exit)
            {
                throw BackupCreateErrors.HookFailed(
                    client.Node.Name, app.App.Name, container.Name, label, exit, said.Length > MostOutput ? "..." + said[^MostOutput..] : said);
            }
        }
    }
}
