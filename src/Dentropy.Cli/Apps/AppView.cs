using Dentropy.Apps;

namespace Dentropy.Cli.Apps;

// An app in JSON and YAML. Every property is always there.
internal sealed record AppView(
    string Name,
    string Node,
    string Kind,
    string State,
    string Health,
    IReadOnlyList<AppServiceView> Services,
    IReadOnlyList<AppVolumeView> Volumes,
    IReadOnlyList<string> Networks,
    IReadOnlyList<AppPortView> Ports,
    IReadOnlyList<string> Hostnames,
    long? Size,
    string? Cloud)
{
    public static AppView Of(DcApp app) => new(
        app.Name,
        app.Node,
        app.Kind.ToString(),
        app.State.ToString(),
        app.Health.ToString(),
        [.. app.Services.Select(AppServiceView.Of)],
        [.. app.Volumes.Select(volume => new AppVolumeView(volume.Name, volume.Kind.ToString(), volume.Driver, volume.Anonymous, volume.Targets, volume.Size))],
        app.Networks,
        [.. app.Ports.Select(port => new AppPortView(port.Address, port.Port, port.ContainerPort, port.Protocol, port.Service))],
        app.Hostnames,
        app.Size,
        app.Cloud);
}

internal sealed record AppServiceView(string Name, string Image, IReadOnlyList<string> DependsOn, IReadOnlyList<AppContainerView> Containers)
{
    public static AppServiceView Of(DcAppService service) => new(
        service.Name,
        service.Image,
        service.DependsOn,
        [.. service.Containers.Select(one => new AppContainerView(one.Id, one.Name, one.State, one.Health.ToString(), one.ExitCode, one.Created))]);
}

internal sealed record AppContainerView(string Id, string Name, string State, string Health, int? ExitCode, DateTimeOffset Created);

internal sealed record AppVolumeView(string Name, string Kind, string? Driver, bool Anonymous, IReadOnlyList<string> Targets, long? Size);

internal sealed record AppPortView(string? Address, int Port, int ContainerPort, string Protocol, string Service);

internal sealed record AppLogView(string Node, string App, string Service, string Container, DateTimeOffset Time, bool IsError, string Text)
{
    public static AppLogView Of(DcAppLogLine line) => new(line.Node, line.App, line.Service, line.Container, line.Time, line.IsError, line.Text);
}
