using Dentropy.Apps;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Backups.Definition;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>Reads what is to be restored out of a definition.</summary>
internal static class BackupSource
{
    /// <param name="definition">The app as Docker defined it.</param>
    /// <param name="description">As people know where it comes from.</param>
    /// <param name="unpacker">Program that unpacks the parts.</param>
    /// <param name="hasImages">Whether images come with it.</param>
    public static RestoreSource Of(AppDefinition definition, string description, string unpacker, bool hasImages) => new()
    {
        App = definition.App,
        Kind = definition.Kind,
        Node = definition.Node,
        Description = description,
        Unpacker = unpacker,
        Containers = [.. definition.Containers.Select(container => new SourceContainer
        {
            Name = container.Name,
            Id = container.Inspect.Text("Id") ?? "",
            Service = container.Service,
            Level = container.Order,
            Running = container.State is "running" or "paused" or "restarting",
            ImageId = container.ImageId,
            Image = container.Image,
            Inspect = container.Inspect,
            Files = container.Files,
            FilesFolder = container.FilesFolder,
        })],
        Volumes =
        [
            .. definition.Volumes.Select(volume => new SourceVolume
            {
                Name = volume.Name,
                Driver = volume.Driver,
                Options = volume.Inspect.Map("Options"),
                Labels = volume.Inspect.Map("Labels"),
                Anonymous = volume.Anonymous,
                HasData = volume.Part is not null,
                Bytes = volume.Size,
                Member = volume.Part ?? "",
                Targets = Targets(definition, mount => mount.Text("Type") is "volume" && mount.Text("Name") == volume.Name),
            }),
            .. definition.Binds.Select(bind => new SourceVolume
            {
                Name = bind.Path,
                IsBind = true,
                File = bind.File,
                HasData = bind.Part is not null,
                Bytes = bind.Size,
                Member = bind.Part ?? "",
                Targets = Targets(definition, mount => mount.Text("Type") is "bind" && mount.Text("Source") == bind.Path),
            }),
        ],
        Networks = [.. definition.Networks.Select(network => new SourceNetwork
        {
            Name = network.Name,
            Id = network.Inspect.Text("Id") ?? "",
            Own = definition.Kind != DcAppKind.Compose || network.Inspect.Map("Labels").GetValueOrDefault(AppLabels.Project) == definition.App,
            MayExist = definition.Kind != DcAppKind.Compose,
            Inspect = network.Inspect,
        })],
        Images = [.. definition.Images.SelectMany(image => image.References.DefaultIfEmpty(image.Id), (image, reference) => new SourceImage
        {
            Reference = reference,
            Id = image.Id,
            RepoDigests = image.Digests,
            Architecture = image.Architecture,
            Os = image.Os.Length > 0 ? image.Os : "linux",
            Size = image.Size,
            Included = hasImages,
        })],
    };

    private static IReadOnlyList<string> Targets(AppDefinition definition, Func<System.Text.Json.Nodes.JsonObject, bool> isIt) =>
    [
        .. definition.Containers
            .SelectMany(container => container.Inspect.Objects("Mounts").Where(isIt).Select(mount => $"{container.Service}:{mount.Text("Destination")}"))
            .Distinct(StringComparer.Ordinal),
    ];
}
