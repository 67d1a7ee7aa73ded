using Dentropy.Apps;
using Dentropy.Engine.Apps.Compose;
using Dentropy.Engine.Apps.Deploy;
using Dentropy.Engine.Docker;
using Dentropy.Nodes;

namespace Dentropy.Engine.Apps;

/// <summary>
/// Brings an app on a node to what a compose file says. What is as it should be is kept, what changed is made anew, one service after the other in start
/// order; an old container is removed only when the new one runs, and is started again where the new one does not.
/// </summary>
/// <param name="engines">The engines.</param>
public sealed class AppDeploy(DockerEngines engines)
{
    /// <summary>What a deploy would do now. The node is only asked, and nothing is changed.</summary>
    /// <param name="node">The node.</param>
    /// <param name="settings">What to deploy.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException">As for <see cref="DeployAsync"/>, as far as it can be known before.</exception>
    public async Task<AppDeployPlan> PlanAsync(DcNode node, AppDeploySettings settings, CancellationToken cancellationToken)
    {
        var project = Read(node, settings);
        var state = await DeployState.ReadAsync(await engines.GetAsync(node, cancellationToken).ConfigureAwait(false), project, settings, cancellationToken).ConfigureAwait(false);
        return DeployDecision.Of(project, settings, state).Plan();
    }

    /// <summary>Deploys.</summary>
    /// <param name="node">The node.</param>
    /// <param name="settings">What to deploy.</param>
    /// <param name="progress">Told of each step as it begins; may be null.</param>
    /// <param name="cancellationToken">Ends the work; the service that is being replaced goes back to its old containers, and an app that was not there before is removed again.</param>
    /// <returns>The app in its new state, and what was done.</returns>
    /// <exception cref="DentropyException">
    /// <c>ComposeFileNotFound</c>, <c>ComposeFileUnreadable</c>, <c>ComposeInvalid</c>, <c>ComposeUnsupported</c>, <c>InvalidAppName</c>, <c>ComposeConflict</c>,
    /// <c>PortInUse</c>, <c>ImageNotFound</c>, <c>ImagePullFailed</c>: nothing was changed.
    /// <c>AppDependencyFailed</c>, <c>AppUnhealthy</c>, <c>AppNotHealthyInTime</c>, or what the engine says: services before that one are deployed.
    /// </exception>
    public async Task<(DcApp App, AppDeployPlan Done)> DeployAsync(
        DcNode node, AppDeploySettings settings, IProgress<AppDeployStep>? progress, CancellationToken cancellationToken)
    {
        var project = Read(node, settings);
        var client = await engines.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var state = await DeployState.ReadAsync(client, project, settings, cancellationToken).ConfigureAwait(false);
        var before = DeployDecision.Of(project, settings, state);
        await DeployImages.PullAsync(client, before, progress, cancellationToken).ConfigureAwait(false);
        // A pull may have brought a newer image under the same name.
        var decision = DeployDecision.Of(project, settings, await state.WithImagesAsync(client, project, cancellationToken).ConfigureAwait(false));
        await new DeployRun(client, project, settings, decision, progress).RunAsync(cancellationToken).ConfigureAwait(false);
        var done = decision.Plan();
        return (await ResultAsync(node, client, project, cancellationToken).ConfigureAwait(false), done with { Steps = [.. before.Plan().Steps.Where(step => step.Action == "pull"), .. done.Steps.Where(step => step.Action != "pull")] });
    }

    private static ComposeProject Read(DcNode node, AppDeploySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return ComposeFileReader.Read(new ComposeSettings
        {
            Path = settings.Path,
            Name = settings.Name,
            ProjectFolder = settings.ProjectFolder,
            IsLocal = node.IsLocal,
            Variables = settings.Variables,
            EnvironmentFile = settings.EnvironmentFile,
            Profiles = settings.Profiles,
        });
    }

    private static async Task<DcApp> ResultAsync(DcNode node, DockerClient client, ComposeProject project, CancellationToken cancellationToken)
    {
        var containers = await DeployState.ContainersAsync(client, project.Name, cancellationToken).ConfigureAwait(false);
        return AppRecords.Of(node, project.Name, DcAppKind.Compose, containers, sizes: null);
    }
}
