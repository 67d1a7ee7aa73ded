using System.Buffers;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Backups.Places;

/// <summary>A part of an upload that is gathered, in memory or, where it is too large for that, in a temporary file.</summary>
internal sealed class S3Part : IAsyncDisposable
{
    private readonly long _size;
    private byte[]? _memory;
    private readonly FileStream? _file;

    /// <summary>Begins a part.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <exception cref="IOException">There is no room for a temporary file.</exception>
    public S3Part(int number)
    {
        (Number, _size) = (number, S3Parts.Size(number));
        if (_size <= S3Parts.LargestInMemory)
            _memory = ArrayPool<byte>.Shared.Rent((int)_size);
        else
            _file = OnDisk();
    }

    public int Number { get; }

    public long Length { get; private set; }

    public bool IsFull => Length == _size;

    public bool IsInMemory => _memory is not null;

    /// <summary>Takes as much as there is room for.</summary>
    /// <returns>Bytes taken.</returns>
    public async ValueTask<int> AddAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var count = (int)Math.Min(bytes.Length, _size - Length);
        if (_memory is not null)
            bytes[..count].CopyTo(_memory.AsMemory((int)Length));
        else
            await _file!.WriteAsync(bytes[..count], cancellationToken).ConfigureAwait(false);
        Length += count;
        return count;
    }

    /// <summary>Its bytes, to be read from the start and, when it has to be sent again, once more.</summary>
    public Stream Read()
    {
        if (_memory is not null)
            return new MemoryStream(_memory, 0, (int)Length, writable: false);
        _file!.Position = 0;
        return _file;
    }

    public async ValueTask DisposeAsync()
    {
        if (_file is not null)
            await _file.DisposeAsync().ConfigureAwait(false);
        if (Interlocked.Exchange(ref _memory, null) is { } memory)
            ArrayPool<byte>.Shared.Return(memory);
    }

    private static FileStream OnDisk()
    {
        var path = Path.Join(Path.GetTempPath(), $"dentropy-{Guid.NewGuid():N}.part");
        try
        {
            return new FileStream(path, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous });
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{path} for a part of the upload: {e.Message}", e);
        }
    }
}
