using System.Text.Json.Nodes;
using System.Text;
using Dentropy.Engine.Backups.Format;
using Dentropy.Engine.Tests.Inventory;
using Xunit;

namespace Dentropy.Engine.Tests.Backups;

public sealed class BackupReaderTests
{
    public static TheoryData<BackupCompression> Both => [BackupCompression.Zstd, BackupCompression.Gzip];

    [Theory]
    [MemberData(nameof(Both))]
    public async Task WhatWasWrittenIsRead(BackupCompression compression)
    {
        var file = new MemoryBackup(await Sample.WriteAsync(compression));
        var reader = await BackupReader.OpenAsync(file, default);

        Assert.Equivalent(Sample.Manifest(compression), reader.Manifest, strict: true);
        Assert.True(reader.IsComplete);
        Assert.Equal(TimeSpan.FromSeconds(3.25), reader.Index.Outcome.Downtime);
        Assert.Equal(TimeSpan.FromSeconds(61), reader.Index.Outcome.Duration);
        Assert.Equal(["Nothing."], reader.Index.Outcome.Warnings);
        Assert.Equal("{\"containers\":[]}", Encoding.UTF8.GetString((await reader.ReadMemberAsync("definition.json", default))!));
        Assert.Equal(new byte[200_000], await reader.ReadMemberAsync("app.json", default));
        Assert.Null(await reader.ReadMemberAsync("no.json", default));
        Assert.Equal(
            ["volumes/data 1", "volumes/data 2", "binds/0 1", "files 1", "images.tar 1"], reader.Index.Parts.Select(part => $"{part.Name} {part.Pass}"));
        Assert.Equal(Sample.Compress(compression, Sample.Tar("volumes/data/two", 10)), await ReadAsync(reader, reader.Index.Parts[1]));
        Assert.Equal(Sample.Compress(compression, Sample.Images), await ReadAsync(reader, reader.Index.Parts[4]));
        Assert.Equal(Sample.Images.Length, reader.Index.Parts[4].MemberLength);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task OpeningReadsOnlyBothEnds(BackupCompression compression)
    {
        var file = new MemoryBackup(await Sample.WriteAsync(compression));
        await BackupReader.OpenAsync(file, default);
        Assert.Equal(2, file.Reads.Count);
        Assert.True(file.Reads.Sum(read => read.Length) < 50_000);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task ATestReadsEveryByteOnce(BackupCompression compression)
    {
        var bytes = await Sample.WriteAsync(compression);
        var test = await BackupVerifier.TestAsync(new MemoryBackup(bytes), progress: null, default);
        Assert.Empty(test.Problems);
        Assert.True(test.Valid);
        Assert.Equal((bytes.Length, 5, "app"), ((int)test.Bytes, test.Parts, test.App));
    }

    // Every bit of what is not a part and many of the parts' would take minutes, so: every byte of both ends and around every border, and others at random.
    [Theory]
    [MemberData(nameof(Both))]
    public async Task AnyFlippedBitIsFound(BackupCompression compression)
    {
        var bytes = await Sample.WriteAsync(compression);
        var index = (await BackupReader.OpenAsync(new MemoryBackup(bytes), default)).Index;
        var borders = IndexRules.Stretches(index).SelectMany(stretch => new[] { stretch.Offset, stretch.Offset + stretch.Length });
        var last = IndexRules.Stretches(index)[^1];
        var places = borders.SelectMany(border => Enumerable.Range((int)border - 12, 40))
            .Concat(Enumerable.Range(0, 64))
            .Concat(Enumerable.Range((int)(last.Offset + last.Length), bytes.Length - (int)(last.Offset + last.Length)))
            .Concat(Enumerable.Range(0, 200).Select(_ => Random.Shared.Next(bytes.Length)))
            .Where(place => place >= 0 && place < bytes.Length)
            .Distinct();
        await Parallel.ForEachAsync(places, async (place, token) =>
        {
            var changed = bytes.ToArray();
            changed[place] ^= (byte)(1 << (place % 8));
            var test = await BackupVerifier.TestAsync(new MemoryBackup(changed), progress: null, token);
            Assert.False(test.Valid, $"bit {place % 8} of byte {place}");
        });
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task ACutFileIsIncompleteAndItsFirstPartsCanBeRead(BackupCompression compression)
    {
        var bytes = await Sample.WriteAsync(compression);
        var whole = (await BackupReader.OpenAsync(new MemoryBackup(bytes), default)).Index;
        for (var cut = bytes.Length - 1; cut >= 0; cut -= cut > bytes.Length - 200 ? 7 : 24_999)
        {
            var file = new MemoryBackup(bytes[..cut]);
            var error = await Assert.ThrowsAsync<DentropyException>(() => BackupReader.OpenAsync(file, default));
            Assert.True(error.ErrorId is "BackupIncomplete" or "BackupDamaged", $"{error.ErrorId} at {cut}");
            var test = await BackupVerifier.TestAsync(file, progress: null, default);
            Assert.False(test.Valid);

            var before = whole.Parts.TakeWhile(part => whole.Sections.First(section => section.Member is null && section.Offset >= part.Offset + part.Length
                && (part.Member is null || section.Offset > part.Offset + part.Length)) is var note && note.Offset + note.Length <= cut).ToList();
            Assert.Equal(before.Count, test.Parts);
            if (before.Count > 0)
            {
                var rest = await BackupReader.OpenRestAsync(file, default);
                Assert.False(rest.IsComplete);
                Assert.Equal(before, rest.Index.Parts);
                Assert.Equal(200_000, (await rest.ReadMemberAsync("app.json", default))!.Length);
                Assert.Equal(Sample.Compress(compression, Sample.Tar("volumes/data/one", 300_000)), await ReadAsync(rest, rest.Index.Parts[0]));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task BytesBehindTheEndAreFound(BackupCompression compression)
    {
        var bytes = await Sample.WriteAsync(compression);
        var error = await Errors.Of("BackupDamaged", () => BackupReader.OpenAsync(new MemoryBackup([.. bytes, 0]), default));
        Assert.Contains("last bytes", error.Message, StringComparison.Ordinal);
        Assert.False((await BackupVerifier.TestAsync(new MemoryBackup([.. bytes, .. bytes]), progress: null, default)).Valid);
    }

    [Theory]
    [MemberData(nameof(Both))]
    public async Task AChangedPartIsRefusedAtItsEnd(BackupCompression compression)
    {
        var bytes = await Sample.WriteAsync(compression);
        var part = (await BackupReader.OpenAsync(new MemoryBackup(bytes), default)).Index.Parts[0];
        bytes[part.Offset + part.Length - 1] ^= 1;
        var reader = await BackupReader.OpenAsync(new MemoryBackup(bytes), default);
        var error = await Errors.Of("BackupDamaged", () => ReadAsync(reader, part));
        Assert.Contains("volumes/data", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OtherFilesAreNoBackups()
    {
        foreach (var bytes in new byte[][] { "some text that is long enough"u8.ToArray(), new byte[5000], ZstdFraming.Instance.Pack(new byte[2000]), Sample.Compress(BackupCompression.Gzip, new byte[20]) })
            await Errors.Of("NotABackup", () => BackupReader.OpenAsync(new MemoryBackup(bytes), default));
        await Errors.Of("BackupIncomplete", () => BackupReader.OpenAsync(new MemoryBackup([]), default));
    }

    [Theory]
    [InlineData("formatVersion", "2", "BackupFormatTooNew")]
    [InlineData("formatVersion", "99", "BackupFormatTooNew")]
    [InlineData("formatVersion", "0", "BackupDamaged")]
    [InlineData("formatVersion", "\"1\"", "BackupDamaged")]
    [InlineData("app", "null", "BackupDamaged")]
    [InlineData("app", "\"a\\nb\"", "BackupDamaged")]
    [InlineData("kind", "7", "BackupDamaged")]
    [InlineData("compression", "\"gzip\"", "BackupDamaged")]
    [InlineData("services", "null", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"data","part":"volumes/../etc"}]""", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"data","part":"/etc"}]""", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"data","part":"volumes/a/b"}]""", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"../data","part":"volumes/data"}]""", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"/etc/../root","part":"binds/0","isBind":true}]""", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"srv","part":"binds/0","isBind":true}]""", "BackupDamaged")]
    [InlineData("volumes", """[{"name":"a","part":"volumes/a"},{"name":"b","part":"volumes/a"}]""", "BackupDamaged")]
    public async Task AManifestIsNotTrusted(string property, string value, string errorId)
    {
        var bytes = await Sample.WriteAsync(BackupCompression.Zstd);
        var changed = Change(bytes, manifest: json => json[property] = JsonNode.Parse(value));
        await Errors.Of(errorId, () => BackupReader.OpenAsync(new MemoryBackup(changed), default));
    }

    [Fact]
    public async Task AManifestThatKnowsMoreIsRead()
    {
        var changed = Change(await Sample.WriteAsync(BackupCompression.Zstd), manifest: json => json["later"] = "something");
        Assert.Equal("app", (await BackupReader.OpenAsync(new MemoryBackup(changed), default)).Manifest.App);
    }

    [Theory]
    [InlineData("parts.0.name", "\"volumes/../../etc\"")]
    [InlineData("parts.0.name", "\"/volumes/data\"")]
    [InlineData("parts.0.name", "\"volumes/a\\\\b\"")]
    [InlineData("parts.0.pass", "2")]
    [InlineData("parts.0.pass", "3")]
    [InlineData("parts.0.offset", "0")]
    [InlineData("parts.0.offset", "-5")]
    [InlineData("parts.0.length", "9223372036854775807")]
    [InlineData("parts.0.length", "0")]
    [InlineData("parts.0.sha256", "\"12\"")]
    [InlineData("parts.0.kind", "\"other\"")]
    [InlineData("parts.4.member", "\"../images.tar\"")]
    [InlineData("parts.4.memberLength", "-1")]
    [InlineData("sections.1.member", "\"../definition.json\"")]
    [InlineData("sections.2.member", "\"definition.json\"")]
    [InlineData("sections.0.member", "\"other.json\"")]
    [InlineData("sections.1.length", "1")]
    [InlineData("parts", "[]")]
    [InlineData("id", "\"another\"")]
    [InlineData("outcome.durationSeconds", "-1")]
    public async Task AnIndexIsNotTrusted(string path, string value)
    {
        var changed = Change(await Sample.WriteAsync(BackupCompression.Zstd), index: json =>
        {
            var steps = path.Split('.');
            JsonNode at = json;
            foreach (var step in steps[..^1])
                at = (int.TryParse(step, out var number) ? at[number] : at[step])!;
            at[steps[^1]] = JsonNode.Parse(value);
        });
        await Errors.Of("BackupDamaged", () => BackupReader.OpenAsync(new MemoryBackup(changed), default));
    }

    [Fact]
    public async Task ABackupInAVolumeIsNotTakenForTheOuterOne()
    {
        using var file = new MemoryStream();
        var writer = new BackupWriter(file);
        await writer.WriteManifestAsync(Sample.Manifest(BackupCompression.Zstd, "outer"), default);
        var inner = await Sample.WriteAsync(BackupCompression.Zstd);
        await writer.AddPartAsync(new PartHeader { Name = "volumes/data", Kind = BackupPartKind.Volume }, new MemoryStream(inner), default);
        await writer.AddPartAsync(new PartHeader { Name = "binds/0", Kind = BackupPartKind.Bind }, new MemoryStream(inner), default);
        var rest = await BackupReader.OpenRestAsync(new MemoryBackup(file.ToArray()), default);
        Assert.Equal(writer.Parts, rest.Index.Parts);
    }

    [Fact]
    public async Task RandomFilesNeverDoAnythingButFailClearly()
    {
        var random = new Random(7);
        var good = await Sample.WriteAsync(BackupCompression.Zstd);
        for (var round = 0; round < 100; round++)
        {
            var bytes = good.ToArray();
            for (var change = random.Next(1, 6); change > 0; change--)
            {
                var at = random.Next(bytes.Length);
                var span = bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(1, 3000)));
                if (random.Next(2) == 0)
                    random.NextBytes(span);
                else
                    span.Clear();
            }

            if (random.Next(2) == 0)
                bytes = bytes[..random.Next(bytes.Length)];
            var test = await BackupVerifier.TestAsync(new MemoryBackup(bytes), progress: null, default);
            Assert.False(test.Valid && !bytes.AsSpan().SequenceEqual(good));
        }
    }

    // Writes manifest or index anew, with every checksum right, as somebody would who means harm.
    private static byte[] Change(byte[] bytes, Action<JsonNode>? manifest = null, Action<JsonNode>? index = null)
    {
        var framing = ZstdFraming.Instance;
        var footer = Footer.Read(framing, bytes.AsSpan(bytes.Length - Footer.SizeIn(framing)))!;
        Assert.Equal(FrameState.Good, framing.Unpack(bytes, out var head, out var headLength));
        var first = JsonNode.Parse(TarBlocks.Content(head, out _)!.Value.Span)!;
        Assert.Equal(FrameState.Good, framing.Unpack(bytes.AsSpan((int)footer.Offset), out var tail, out _));
        var last = JsonNode.Parse(TarBlocks.Content(tail, out _, last: true)!.Value.Span)!;
        manifest?.Invoke(first);
        var newHead = framing.Pack(TarBlocks.Member("manifest.json", Encoding.UTF8.GetBytes(first.ToJsonString()), Sample.Time));
        var shift = newHead.Length - headLength;
        foreach (var entry in last["sections"]!.AsArray().Concat(last["parts"]!.AsArray()))
            entry!["offset"] = (long)entry["offset"]! is 0 ? 0 : (long)entry["offset"]! + shift;
        last["sections"]![0]!["length"] = newHead.Length;
        last["sections"]![0]!["sha256"] = Hash(newHead);
        index?.Invoke(last);
        var newTail = framing.Pack(TarBlocks.Member("index.json", Encoding.UTF8.GetBytes(last.ToJsonString()), Sample.Time, last: true));
        var end = new Footer(1, footer.Offset + shift, newTail.Length, Hash(newTail));
        return [.. newHead, .. bytes[headLength..(int)footer.Offset], .. newTail, .. end.Note(framing)];
    }

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static async Task<byte[]> ReadAsync(BackupReader reader, BackupPart part)
    {
        await using var stream = reader.OpenPart(part);
        using var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }
}
