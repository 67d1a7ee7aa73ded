namespace Dentropy.Engine.Resilience.Search;

/// <summary>What fails with what: failures are put on and taken off again like a stack, and each costs only what fails with it.</summary>
internal sealed class Closure
{
    private readonly NeedGroups _groups;
    private readonly bool[] _failed;
    private readonly int[] _left;
    private readonly int[] _trail;
    private int _count;

    public Closure(NeedGroups groups)
    {
        _groups = groups;
        _failed = new bool[groups.Of.Length];
        _trail = new int[groups.Of.Length];
        _left = [.. groups.Members.Select(members => members.Length)];

        // A group of nothing cannot be met.
        for (var group = 0; group < _left.Length; group++)
            if (_left[group] == 0)
                Fail(groups.Owner[group]);
    }

    public bool[] Failed => _failed;

    /// <summary>How much has failed; give it to <see cref="Back"/>.</summary>
    public int Mark => _count;

    /// <summary>What failed, in order; what fails with something comes after it.</summary>
    public ReadOnlySpan<int> Since(int mark) => _trail.AsSpan(mark, _count - mark);

    public void Fail(int part)
    {
        if (_failed[part])
            return;
        var next = _count;
        Add(part);
        for (; next < _count; next++)
            foreach (var group in _groups.In[_trail[next]])
                if (--_left[group] == 0 && !_failed[_groups.Owner[group]])
                    Add(_groups.Owner[group]);
    }

    public void Back(int mark)
    {
        while (_count > mark)
        {
            var part = _trail[--_count];
            _failed[part] = false;
            foreach (var group in _groups.In[part])
                _left[group]++;
        }
    }

    private void Add(int part)
    {
        _failed[part] = true;
        _trail[_count++] = part;
    }
}
