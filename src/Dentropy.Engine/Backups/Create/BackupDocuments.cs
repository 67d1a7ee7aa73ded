using System.Collections.ObjectModel;
using System.Reflection;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Definition;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Create;

/// <summary>Writes down what an app is: the manifest, Docker's definition and the neutral one.</summary>
internal sealed class BackupDocuments(DockerClient client, AppDetails app, IReadOnlyList<BackupItem> items)
{
    public static string ToolVersion { get; } =
        (typeof(BackupDocuments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];

    /// <summary>The images of the app's containers, each once.</summary>
    public async Task<IReadOnlyList<DefinitionImage>> ImagesAsync(CancellationToken cancellationToken)
    {
        var images = new List<DefinitionImage>();
        foreach (var group in app.Containers.GroupBy(container => container.ImageId, StringComparer.Ordinal))
        {
            ImageDetails? image = null;
            try
            {
                image = await client.Images.InspectAsync(group.Key, cancellationToken).ConfigureAwait(false);
            }
            catch (DentropyException e) when (e.Category == DentropyErrorCategory.ObjectNotFound)
            {
                // Containers outlive an image that was removed by force.
            }

            images.Add(new DefinitionImage
            {
                Id = group.Key,
                References = [.. group.Select(container => container.Image).Distinct(StringComparer.Ordinal)],
                Digests = image?.Digests ?? [],
                Os = image?.Os ?? client.Os,
                Architecture = image?.Architecture ?? client.Architecture,
                Variant = image?.Variant,
                Size = image?.Size ?? 0,
            });
        }

        return images;
    }

    public BackupManifest Manifest(IReadOnlyList<DefinitionImage> images, BackupCompression compression, bool withImages)
    {
        var now = DateTimeOffset.UtcNow;
        return new BackupManifest
        {
            ToolVersion = ToolVersion,
            App = app.App.Name,
            Kind = app.App.Kind,
            SourceNode = client.Node.Name,
            Time = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)),
            Compression = compression,
            EngineVersion = client.EngineVersion,
            Os = client.Os,
            Architecture = client.Architecture,
            Services = [.. app.App.Services.Select(service => new ManifestService(service.Name, service.Image))],
            Images = [.. images.SelectMany(image => image.References.Select(reference => new ManifestImage(reference, image.Id, Digest(image, reference))))],
            IncludesImages = withImages,
            Volumes =
            [
                .. items.Select(item => new ManifestVolume
                {
                    Name = item.Name,
                    Part = item.Part,
                    IsBind = item.IsBind,
                    Driver = item.Volume?.Driver,
                    Anonymous = item.Anonymous,
                    Targets = [.. item.Targets.Select(target => $"{target.Service}:{target.Path}").Distinct(StringComparer.Ordinal)],
                }),
            ],
            Ports = app.App.Ports,
            Hostnames = app.App.Hostnames,
        };
    }

    public AppDefinition Definition(IReadOnlyList<DefinitionImage> images)
    {
        var levels = StartOrder.Levels(app.Containers);
        var parts = items.ToDictionary(item => item.Name, StringComparer.Ordinal);
        return new AppDefinition
        {
            App = app.App.Name,
            Kind = app.App.Kind,
            Node = client.Node.Name,
            Engine = new DefinitionEngine(client.EngineVersion, client.ApiVersion, client.Os, client.Architecture),
            Containers =
            [
                .. levels.SelectMany((level, order) => level.Select(container => (container, order))).Select((one, number) => new DefinitionContainer
                {
                    Name = one.container.Name,
                    Service = AppGroups.Service(one.container.Labels, one.container.Name),
                    Order = one.order,
                    State = one.container.State.Status,
                    ImageId = one.container.ImageId,
                    Image = one.container.Image,
                    Files = AppFiles.Of(one.container),
                    FilesFolder = AppFiles.Of(one.container).Count > 0 ? ContainerFiles.Folder(number) : null,
                    Inspect = one.container.Json,
                }),
            ],
            Images = images,
            Networks = [.. app.Networks.Select(network => new DefinitionNetwork(network.Name, network.Json))],
            Volumes =
            [
                .. app.Volumes.Select(volume => new DefinitionVolume
                {
                    Name = volume.Name,
                    Driver = volume.Driver,
                    Anonymous = volume.Labels.ContainsKey(AppLabels.AnonymousVolume) || (volume.Name.Length == 64 && volume.Name.All(char.IsAsciiHexDigitLower)),
                    Part = parts.GetValueOrDefault(volume.Name)?.Part,
                    Size = parts.GetValueOrDefault(volume.Name)?.Size,
                    Inspect = volume.Json,
                }),
            ],
            Binds =
            [
                .. app.Containers.SelectMany(container => container.Mounts).Where(mount => mount is { Type: "bind", Source: not null })
                    .Select(mount => mount.Source!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
                    .Select(path => new DefinitionBind
                    {
                        Path = path,
                        Part = parts.GetValueOrDefault(path)?.Part,
                        File = parts.GetValueOrDefault(path)?.File,
                        Size = parts.GetValueOrDefault(path)?.Size,
                    }),
            ],
        };
    }

    public NeutralDefinition Neutral(IReadOnlyList<DefinitionImage> images) => new()
    {
        App = app.App.Name,
        Services = [.. app.App.Services.Select(service => Neutral(service, images)).OfType<NeutralService>()],
        Volumes = [.. items.Select(item => new NeutralVolume(item.Name, item.Part, item.Size))],
    };

    private NeutralService? Neutral(Dentropy.Apps.DcAppService service, IReadOnlyList<DefinitionImage> images)
    {
        var all = app.Containers.Where(container => AppGroups.Service(container.Labels, container.Name) == service.Name).ToList();
        if (all.Count == 0)
        {
            return null;
        }

        var container = all[0];
        var image = images.FirstOrDefault(one => one.Id == container.ImageId);
        var host = container.Json.Object("HostConfig");
        return new NeutralService
        {
            Name = service.Name,
            Image = container.Image,
            Digest = image is null ? null : Digest(image, container.Image),
            Replicas = all.Count,
            DependsOn = service.DependsOn,
            Entrypoint = container.Entrypoint,
            Command = container.Command,
            User = container.User,
            Environment = Pairs(container.Environment),
            Ports = Ports(container),
            Mounts =
            [
                .. container.Mounts.Where(mount => mount.Type is "volume" or "bind")
                    .Select(mount => new NeutralMount((mount.Type == "volume" ? mount.Name : mount.Source) ?? "", mount.Destination, !mount.IsWritable)),
            ],
            Health = Health(container),
            Hostnames = RouteLabels.Hostnames(container.Labels),
            Restart = container.RestartPolicy switch { "always" or "unless-stopped" => "always", "on-failure" => "on-failure", _ => "never" },
            MemoryLimit = host.Number("Memory") is > 0 and var memory ? memory : null,
            ProcessorLimit = host.Number("NanoCpus") is > 0 and var nano ? nano / 1e9 : null,
        };
    }

    private static ReadOnlyDictionary<string, string> Pairs(IReadOnlyList<string> environment)
    {
        var pairs = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var entry in environment)
        {
            var at = entry.IndexOf('=', StringComparison.Ordinal);
            pairs[at < 0 ? entry : entry[..at]] = at < 0 ? "" : entry[(at + 1)..];
        }

        return new ReadOnlyDictionary<string, string>(pairs);
    }

    // What the definition publishes, and beside it what it only offers to other services.
    private static IReadOnlyList<NeutralPort> Ports(ContainerDetails container)
    {
        var published = container.PublishedPorts.Select(port => new NeutralPort(port.Port, port.Protocol, port.HostPort is > 0 and var outside ? outside : null)).Distinct().ToList();
        var exposed = (container.Json.Object("Config").Object("ExposedPorts") ?? []).Select(pair => pair.Key.Split('/'))
            .Select(words => int.TryParse(words[0], out var port) ? new NeutralPort(port, words.Length > 1 ? words[1] : "tcp", null) : null)
            .OfType<NeutralPort>().Where(port => !published.Exists(one => one.Port == port.Port && one.Protocol == port.Protocol));
        return [.. published, .. exposed];
    }

    private static NeutralHealth? Health(ContainerDetails container)
    {
        var check = container.Json.Object("Config").Object("Healthcheck");
        return container.HasHealthCheck
            ? new NeutralHealth(check.Texts("Test"), Seconds("Interval"), Seconds("Timeout"), check.Number("Retries") is > 0 and var retries ? (int)retries : null, Seconds("StartPeriod"))
            : null;

        double? Seconds(string name) => check.Number(name) is > 0 and var nano ? nano / 1e9 : null;
    }

    // A digest belongs to one name; that of another name would lead to another registry.
    private static string? Digest(DefinitionImage image, string reference)
    {
        if (reference.Contains('@', StringComparison.Ordinal))
        {
            return reference;
        }

        var name = reference[(reference.LastIndexOf('/') + 1)..].Contains(':', StringComparison.Ordinal) ? reference[..reference.LastIndexOf(':')] : reference;
        return image.Digests.FirstOrDefault(digest => digest.StartsWith(name + "@", StringComparison.Ordinal));
    }
}
