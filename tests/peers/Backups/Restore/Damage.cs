using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Backups.Places;

namespace Dentropy.Peers.Tests.Backups.Restore;

internal static class Damage
{
    /// <summary>Turns one bit around in the middle of a part; done twice, the file is whole again.</summary>
    public static async Task FlipAsync(string path, string part, CancellationToken cancellationToken)
    {
        long offset;
        await using (var place = new FolderPlace(Path.GetDirectoryName(path)!))
        await using (var file = await place.OpenAsync(Path.GetFileName(path), cancellationToken))
        {
            var reader = await BackupReader.OpenAsync(file, cancellationToken);
            var found = reader.Index.Parts.First(one => one.Name == part);
            offset = found.Offset + (found.Length / 2);
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = offset;
        var old = stream.ReadByte();
        stream.Position = offset;
        stream.WriteByte((byte)(old ^ 1));
    }
}
