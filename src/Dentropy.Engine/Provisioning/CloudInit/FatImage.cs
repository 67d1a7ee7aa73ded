using System.Buffers.Binary;
using System.Text;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>
/// An image of a small disk without partitions, with files in its root: FAT12 with long names (Microsoft, "FAT: General Overview of On-Disk Format", 1.03). The same files give the
/// same bytes.
/// </summary>
internal static class FatImage
{
    private const int Sector = 512;
    private const int RootSectors = 32;
    private const int EntrySize = 32;
    private const int Fats = 2;

    // FAT12 has fewer than 4,085 clusters, and which kind of FAT it is follows from their number alone.
    private const int Clusters = 4000;
    private const int FatSectors = 12;
    private const int LongestCluster = 64;
    private const ushort LastCluster = 0xFFF;
    private const byte Media = 0xF8;
    private const int LettersInAnEntry = 13;
    private const ushort Day = 0x0021;

    /// <param name="label">The volume's label, at most eleven capital letters.</param>
    /// <param name="files">Names and contents.</param>
    /// <returns>The image; null where the files are too large for one.</returns>
    public static byte[]? Write(string label, IReadOnlyList<(string Name, byte[] Content)> files)
    {
        for (var perCluster = 1; perCluster <= LongestCluster; perCluster *= 2)
        {
            if (files.Sum(file => Count(file.Content.Length, perCluster)) <= Clusters)
                return Write(label, files, perCluster);
        }

        return null;
    }

    private static byte[] Write(string label, IReadOnlyList<(string Name, byte[] Content)> files, int perCluster)
    {
        var start = 1 + (Fats * FatSectors) + RootSectors;
        var image = new byte[(start + (Clusters * perCluster)) * Sector];
        Boot(image, label, perCluster);
        var fat = new ushort[Clusters + 2];
        (fat[0], fat[1]) = (0xF00 | Media, LastCluster);
        var root = image.AsSpan((1 + (Fats * FatSectors)) * Sector, RootSectors * Sector);
        Entry(root, Encoding.ASCII.GetBytes(label.PadRight(11)), attributes: 0x08, first: 0, length: 0);
        var (at, cluster) = (EntrySize, 2);
        for (var number = 0; number < files.Count; number++)
        {
            var (name, content) = files[number];
            var count = Count(content.Length, perCluster);
            content.CopyTo(image.AsSpan((start + ((cluster - 2) * perCluster)) * Sector));
            for (var one = 0; one < count; one++)
                fat[cluster + one] = one == count - 1 ? LastCluster : (ushort)(cluster + one + 1);
            at = Name(root, at, name, number + 1, count == 0 ? 0 : cluster, content.Length);
            cluster += count;
        }

        for (var copy = 0; copy < Fats; copy++)
            Pack(fat, image.AsSpan((1 + (copy * FatSectors)) * Sector, FatSectors * Sector));
        return image;
    }

    private static void Boot(byte[] image, string label, int perCluster)
    {
        var boot = image.AsSpan(0, Sector);
        // A jump over the table to the end, as every FAT begins.
        (boot[0], boot[1], boot[2]) = (0xEB, 0x3C, 0x90);
        Encoding.ASCII.GetBytes("DENTROPY").CopyTo(boot[3..]);
        Number(boot, 11, Sector);
        boot[13] = (byte)perCluster;
        Number(boot, 14, 1);
        boot[16] = Fats;
        Number(boot, 17, RootSectors * Sector / EntrySize);
        var sectors = image.Length / Sector;
        if (sectors < 0x10000)
            Number(boot, 19, (ushort)sectors);
        else
            BinaryPrimitives.WriteInt32LittleEndian(boot[32..], sectors);
        boot[21] = Media;
        Number(boot, 22, FatSectors);
        Number(boot, 24, 32);
        Number(boot, 26, 64);
        boot[36] = 0x80;
        boot[38] = 0x29;
        Encoding.ASCII.GetBytes(label.PadRight(11) + "FAT12   ").CopyTo(boot[43..]);
        (boot[510], boot[511]) = (0x55, 0xAA);
    }

    // The long name stands before the short one, its last letters first.
    private static int Name(Span<byte> root, int at, string name, int number, int first, int length)
    {
        var shortName = Encoding.ASCII.GetBytes($"SEED~{number}".PadRight(11));
        var sum = shortName.Aggregate((byte)0, static (before, letter) => (byte)(((before & 1) << 7) + (before >> 1) + letter));
        var pieces = (name.Length + LettersInAnEntry - 1) / LettersInAnEntry;
        for (var piece = pieces; piece > 0; piece--, at += EntrySize)
        {
            var entry = root.Slice(at, EntrySize);
            entry[0] = (byte)(piece | (piece == pieces ? 0x40 : 0));
            (entry[11], entry[13]) = (0x0F, sum);
            for (var letter = 0; letter < LettersInAnEntry; letter++)
            {
                var index = ((piece - 1) * LettersInAnEntry) + letter;
                // Behind the name's end stands one 0, and then nothing but ones.
                var code = index < name.Length ? name[index] : index == name.Length ? 0 : 0xFFFF;
                Number(entry, letter < 5 ? 1 + (2 * letter) : letter < 11 ? 4 + (2 * letter) : 6 + (2 * letter), (ushort)code);
            }
        }

        Entry(root[at..], shortName, attributes: 0x20, first, length);
        return at + EntrySize;
    }

    private static void Entry(Span<byte> entry, byte[] name, byte attributes, int first, int length)
    {
        name.CopyTo(entry);
        entry[11] = attributes;
        Number(entry, 16, Day);
        Number(entry, 18, Day);
        Number(entry, 24, Day);
        Number(entry, 26, (ushort)first);
        BinaryPrimitives.WriteInt32LittleEndian(entry[28..], length);
    }

    // Two entries of twelve bits are three bytes.
    private static void Pack(ushort[] fat, Span<byte> into)
    {
        for (var at = 0; at < fat.Length; at += 2)
        {
            var (low, high) = (fat[at], at + 1 < fat.Length ? fat[at + 1] : 0);
            var to = at / 2 * 3;
            (into[to], into[to + 1], into[to + 2]) = ((byte)low, (byte)((low >> 8) | ((high & 0xF) << 4)), (byte)(high >> 4));
        }
    }

    private static int Count(int length, int perCluster) => (length + (perCluster * Sector) - 1) / (perCluster * Sector);

    private static void Number(Span<byte> bytes, int at, ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes[at..], value);
}
