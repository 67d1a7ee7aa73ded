namespace Dentropy.Engine.Docker;

/// <summary>What is kept for one output, and whoever waits for it. The splitter's lock guards it.</summary>
/// <param name="capacity">Bytes that may be kept.</param>
internal sealed class FrameSide(int capacity)
{
    private byte[] _ring = [];
    private int _start;
    private int _count;
    private TaskCompletionSource? _waiting;

    public bool IsAwaited => _waiting is not null;

    public Task WaitAsync() => (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public void Wake()
    {
        _waiting?.TrySetResult();
        _waiting = null;
    }

    public void Forget(Task wait)
    {
        if (_waiting?.Task == wait)
        {
            _waiting = null;
        }
    }

    /// <summary>Keeps what there is room for.</summary>
    public int Put(ReadOnlySpan<byte> data)
    {
        var count = Math.Min(data.Length, capacity - _count);
        if (count == 0)
        {
            return 0;
        }

        if (_ring.Length == 0)
        {
            _ring = new byte[capacity];
        }

        var end = (_start + _count) % capacity;
        var first = Math.Min(count, capacity - end);
        data[..first].CopyTo(_ring.AsSpan(end));
        data[first..count].CopyTo(_ring);
        _count += count;
        return count;
    }

    public int Take(Span<byte> target)
    {
        var count = Math.Min(target.Length, _count);
        var first = Math.Min(count, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(target);
        _ring.AsSpan(0, count - first).CopyTo(target[first..]);
        _count -= count;
        _start = _count == 0 ? 0 : (_start + count) % capacity;
        return count;
    }
}
