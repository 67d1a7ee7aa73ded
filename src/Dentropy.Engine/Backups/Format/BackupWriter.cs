using System.Security.Cryptography;

namespace Dentropy.Engine.Backups.Format;

/// <summary>
/// Writes a backup from its first byte to its last. The destination is only written forwards, so it may be a pipe or an upload; no part is
/// held in memory. Call in this order: the manifest, files, parts and files, completion. After a failure nothing more can be written.
/// </summary>
/// <param name="destination">Where the file goes. It is not closed.</param>
public sealed class BackupWriter(Stream destination)
{
    private const int StoredPiece = 1024 * 1024;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal) { BackupManifest.Member, BackupIndex.Member };
    private readonly List<BackupSection> _sections = [];
    private readonly List<BackupPart> _parts = [];
    private BackupManifest? _manifest;
    private Framing? _framing;
    private bool _closed;

    /// <summary>Bytes written so far.</summary>
    public long Position { get; private set; }

    /// <summary>The parts written so far.</summary>
    public IReadOnlyList<BackupPart> Parts => _parts;

    /// <summary>Writes <c>manifest.json</c>, which decides on the compression.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="cancellationToken">Ends the writing; the file is then worth nothing.</param>
    /// <exception cref="DentropyException"><c>BackupMemberInvalid</c>: it names something that a reader would refuse.</exception>
    public async Task WriteManifestAsync(BackupManifest manifest, CancellationToken cancellationToken)
    {
        if (_manifest is not null)
            throw new InvalidOperationException("The manifest is written already.");
        if (ManifestRules.Problem(manifest) is { } problem)
            throw BackupErrors.MemberInvalid(manifest.App, problem);

        (_manifest, _framing) = (manifest, Framing.Of(manifest.Compression));
        Begin();
        await WriteMemberAsync(BackupManifest.Member, BackupJson.Bytes(manifest, BackupJson.Manifest), cancellationToken).ConfigureAwait(false);
        End();
    }

    /// <summary>Writes a small member, e.g. <c>definition.json</c>, so that it can be read without unpacking.</summary>
    /// <param name="member">Its name: a relative path with <c>/</c>, at most 100 bytes of UTF-8.</param>
    /// <param name="content">Its content, less than 64 MiB.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <exception cref="DentropyException"><c>BackupMemberInvalid</c>: the name leads out of the archive, is too long, or is there already.</exception>
    public async Task AddFileAsync(string member, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var problem = MemberNames.Problem(member)
            ?? (MemberNames.FitsHeader(member) ? null : "it is longer than 100 bytes")
            ?? (content.Length > Framing.MostContent - (4 * TarBlocks.Block) ? "its content is larger than 64 MiB" : null)
            ?? (_names.Add(member) ? null : "it is there already");
        if (problem is not null)
            throw BackupErrors.MemberInvalid(member, problem);

        Begin();
        await WriteMemberAsync(member, content, cancellationToken).ConfigureAwait(false);
        End();
    }

    /// <summary>Copies a part into the file, byte for byte as the node compressed it, and takes its checksum on the way.</summary>
    /// <param name="header">What it is.</param>
    /// <param name="compressed">Frames or members of the manifest's compression that hold whole tar blocks without the end-of-archive ones; or the member's content.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Where it lies now.</returns>
    /// <exception cref="DentropyException"><c>BackupMemberInvalid</c>; <c>BackupPartInvalid</c>: the stream is empty or does not begin as that compression does.</exception>
    public Task<BackupPart> AddPartAsync(PartHeader header, Stream compressed, CancellationToken cancellationToken) =>
        AddAsync(header, token => CopyAsync(header, compressed, token), cancellationToken);

    /// <summary>The same for a part that nobody compressed: it is stored as it is, in frames of this program's own.</summary>
    /// <param name="header">What it is.</param>
    /// <param name="plain">Whole tar blocks without the end-of-archive ones; or the member's content.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>Where it lies now.</returns>
    /// <exception cref="DentropyException"><c>BackupMemberInvalid</c>; <c>BackupPartInvalid</c>: the stream is empty, or its length is not what a tar archive or the header has.</exception>
    public Task<BackupPart> AddStoredPartAsync(PartHeader header, Stream plain, CancellationToken cancellationToken) =>
        AddAsync(header, token => StoreAsync(header, plain, token), cancellationToken);

    /// <summary>Writes the index and the end. Without it the file counts as not complete.</summary>
    /// <param name="outcome">How the backup went.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async Task CompleteAsync(BackupOutcome outcome, CancellationToken cancellationToken)
    {
        Begin();
        var index = new BackupIndex
        {
            FormatVersion = _manifest!.FormatVersion,
            Id = _manifest.Id,
            Sections = _sections,
            Parts = _parts,
            Outcome = outcome,
        };
        var member = TarBlocks.Member(BackupIndex.Member, BackupJson.Bytes(index, BackupJson.Index), _manifest.Time, last: true);
        var section = await WriteSectionAsync(_framing!.Pack(member), BackupIndex.Member, cancellationToken).ConfigureAwait(false);
        var footer = new Footer(_manifest.FormatVersion, section.Offset, section.Length, section.Sha256);
        await WriteAsync(footer.Note(_framing), cancellationToken).ConfigureAwait(false);
        await destination.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<BackupPart> AddAsync(
        PartHeader header, Func<CancellationToken, Task<(long Length, string Sha256)>> write, CancellationToken cancellationToken)
    {
        var problem = MemberNames.Problem(header.Name, header.Kind, header.Member)
            ?? (header.Pass is 1 or 2 ? null : "there are two passes at most")
            ?? (header.Member is null == header.Length is null && header.Length is null or >= 0 ? null : "a member needs its length")
            ?? (_names.Add(header.Member ?? $"{header.Name}/ {header.Pass}") ? null : "it is there already");
        if (problem is not null)
            throw BackupErrors.MemberInvalid(header.Name, problem);

        Begin();
        if (header is { Member: { } member, Length: { } content })
            await WriteSectionAsync(_framing!.Pack(TarBlocks.Header(member, content, _manifest!.Time)), member: null, cancellationToken).ConfigureAwait(false);

        var offset = Position;
        var (length, sha256) = await write(cancellationToken).ConfigureAwait(false);
        var part = new BackupPart
        {
            Name = header.Name,
            Kind = header.Kind,
            Pass = header.Pass,
            Member = header.Member,
            MemberLength = header.Length,
            Offset = offset,
            Length = length,
            Sha256 = sha256,
        };
        if (header.Length is { } filled && TarBlocks.Padding(filled) is > 0 and var padding)
            await WriteSectionAsync(_framing!.Pack(new byte[padding]), member: null, cancellationToken).ConfigureAwait(false);
        await WriteSectionAsync(PartNotes.Write(_framing!, _manifest!.Id, part), member: null, cancellationToken).ConfigureAwait(false);
        _parts.Add(part);
        End();
        return part;
    }

    private async Task<(long Length, string Sha256)> CopyAsync(PartHeader header, Stream compressed, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var first = true;
        var length = await BlockPump.RunAsync(
            compressed,
            async block =>
            {
                if (first && !_framing!.Begins(block.Span))
                    throw BackupErrors.PartInvalid(header.Name, $"what came does not begin as {_manifest!.Compression.ToString().ToLowerInvariant()} data does");
                first = false;
                var writing = WriteAsync(block, cancellationToken);
                hash.AppendData(block.Span);
                await writing.ConfigureAwait(false);
            },
            cancellationToken).ConfigureAwait(false);
        return length > 0 ? (length, Hex(hash)) : throw BackupErrors.PartInvalid(header.Name, "nothing came from the node");
    }

    private async Task<(long Length, string Sha256)> StoreAsync(PartHeader header, Stream plain, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[StoredPiece];
        var (start, length) = (Position, 0L);
        for (int count; (count = await plain.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)) > 0; length += count)
        {
            var frame = _framing!.Pack(piece.AsSpan(0, count));
            hash.AppendData(frame);
            await WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        }

        if (length == 0 && header.Length is 0)
        {
            var frame = _framing!.Pack([]);
            hash.AppendData(frame);
            await WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        }

        if (header.Length is { } wanted ? length != wanted : length == 0 || length % TarBlocks.Block != 0)
            throw BackupErrors.PartInvalid(header.Name, $"{length} bytes came, which is not what the archive needs");
        return (Position - start, Hex(hash));
    }

    private Task WriteMemberAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken) =>
        WriteSectionAsync(_framing!.Pack(TarBlocks.Member(name, content.Span, _manifest!.Time)), name, cancellationToken);

    private async Task<BackupSection> WriteSectionAsync(byte[] bytes, string? member, CancellationToken cancellationToken)
    {
        var section = new BackupSection { Member = member, Offset = Position, Length = bytes.Length, Sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) };
        await WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        _sections.Add(section);
        return section;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await destination.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        Position += bytes.Length;
    }

    // A step that fails leaves the file half written, so it stays closed; only its end opens it again.
    private void Begin()
    {
        if (_manifest is null)
            throw new InvalidOperationException("The manifest comes first.");
        if (_closed)
            throw new InvalidOperationException("The file is complete, or a step before this one failed.");
        _closed = true;
    }

    private void End() => _closed = false;

    private static string Hex(IncrementalHash hash) => Convert.ToHexStringLower(hash.GetHashAndReset());
}
