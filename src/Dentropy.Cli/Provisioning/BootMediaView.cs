using Dentropy.Provisioning;

namespace Dentropy.Cli.Provisioning;

internal sealed record BootMediaView(string Node, string Path, string Kind, string InstanceId, IReadOnlyList<string> File, IReadOnlyList<string> Changed, bool Applied, string? HostKey)
{
    public static BootMediaView Of(DcBootMedia media) => new(media.Node, media.Path, media.Kind.ToString(), media.InstanceId, media.File, media.Changed, media.Applied, media.HostKey);
}
