using System.Formats.Tar;
using Dentropy.Engine.Apps.Compose;

namespace Dentropy.Engine.Apps.Deploy;

/// <summary>Packs the secrets and configs of a service, to be unpacked at a container's root.</summary>
internal static class ServiceFiles
{
    private const string Secrets = "run/secrets";

    public static MemoryStream Pack(IReadOnlyList<ComposeFileCopy> files)
    {
        var packed = new MemoryStream();
        using (var tar = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            // The usual folder of secrets is in hardly any image; others are made by the engine where they are missing.
            if (files.Any(file => file.Target.StartsWith($"/{Secrets}/", StringComparison.Ordinal)))
                tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, Secrets) { Mode = (UnixFileMode)0x1ED });
            foreach (var file in files)
            {
                tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, file.Target.TrimStart('/'))
                {
                    Mode = (UnixFileMode)file.Mode,
                    Uid = file.User,
                    Gid = file.Group,
                    DataStream = new MemoryStream(file.Content.ToArray()),
                });
            }
        }

        packed.Position = 0;
        return packed;
    }
}
