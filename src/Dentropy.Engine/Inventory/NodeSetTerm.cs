using System.Collections;
using System.Globalization;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>What an expression is evaluated over: the nodes by index, and what was named and is not among them.</summary>
internal sealed class NodeSetScope(IReadOnlyList<DcNode> nodes, IReadOnlySet<string> broken)
{
    private Dictionary<string, int>? _first;
    private int[] _next = [];

    public IReadOnlyList<DcNode> Nodes { get; } = nodes;

    public List<string> Missing { get; } = [];

    /// <summary>Marks the nodes of an exact name.</summary>
    /// <returns>Whether there is one; one whose file is broken is there.</returns>
    public bool Mark(ReadOnlySpan<char> name, BitArray found)
    {
        _first ??= Index();
        if (!_first.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var index))
            return broken.Count > 0 && broken.Contains(name.ToString());

        for (; index >= 0; index = _next[index])
            found[index] = true;
        return true;
    }

    /// <summary>Marks every node, other than this machine, for which a condition holds.</summary>
    public void Mark(Func<DcNode, bool> condition, BitArray found)
    {
        for (var i = 0; i < Nodes.Count; i++)
        {
            if (!Nodes[i].IsLocal && condition(Nodes[i]))
                found[i] = true;
        }
    }

    // Nodes of several inventories may share a name; they hang behind one another.
    private Dictionary<string, int> Index()
    {
        var first = new Dictionary<string, int>(Nodes.Count, StringComparer.OrdinalIgnoreCase);
        _next = new int[Nodes.Count];
        for (var i = Nodes.Count - 1; i >= 0; i--)
        {
            _next[i] = first.TryGetValue(Nodes[i].Name, out var after) ? after : -1;
            first[Nodes[i].Name] = i;
        }

        return first;
    }
}

/// <summary>A part of an expression.</summary>
internal abstract class NodeSetTerm
{
    /// <summary>Adds the part's nodes to those found.</summary>
    public abstract void Mark(NodeSetScope scope, BitArray found);

    public BitArray Evaluate(NodeSetScope scope)
    {
        var found = new BitArray(scope.Nodes.Count);
        Mark(scope, found);
        return found;
    }
}

/// <summary>Nodes by name: one, a range, or a wildcard.</summary>
internal sealed class NodeNameTerm(NodePattern pattern) : NodeSetTerm
{
    public string? Exact => pattern.Exact;

    public override void Mark(NodeSetScope scope, BitArray found)
    {
        if (pattern.Exact is { } name)
        {
            if (!scope.Mark(name, found))
                scope.Missing.Add(name);
        }
        else if (pattern.SingleRange is { } range)
        {
            MarkRange(range, scope, found);
        }
        else if (pattern.IsRange)
        {
            var missing = new List<string>();
            foreach (var member in pattern.Texts())
            {
                if (!scope.Mark(member, found))
                    missing.Add(member);
            }

            scope.Missing.AddRange(NodeFold.Fold(missing));
        }
        else
        {
            scope.Mark(node => pattern.Matches(node.Name), found);
        }
    }

    // The common case without a string a name: a range may stand for a million of them.
    private static void MarkRange((string Before, NumberRanges Numbers, string After) range, NodeSetScope scope, BitArray found)
    {
        var missing = new List<(int Width, long Value)>();
        Span<char> number = stackalloc char[20];
        Span<char> name = new char[range.Before.Length + number.Length + range.After.Length];
        range.Before.CopyTo(name);
        foreach (var (width, value) in range.Numbers.Values())
        {
            value.TryFormat(number, out var digits, default, CultureInfo.InvariantCulture);
            var zeros = Math.Max(0, width - digits);
            var rest = name[range.Before.Length..];
            rest[..zeros].Fill('0');
            number[..digits].CopyTo(rest[zeros..]);
            range.After.CopyTo(rest[(zeros + digits)..]);
            if (!scope.Mark(name[..(range.Before.Length + zeros + digits + range.After.Length)], found))
                missing.Add((width, value));
        }

        if (missing.Count > 0)
            scope.Missing.Add(range.Before + NodeFold.Ranges(missing) + range.After);
    }
}

/// <summary>Nodes by something that they have.</summary>
internal sealed class NodePropertyTerm(Func<DcNode, bool> condition) : NodeSetTerm
{
    public override void Mark(NodeSetScope scope, BitArray found) => scope.Mark(condition, found);
}

/// <summary>Every node that another part does not hold. This machine is never one of them.</summary>
internal sealed class NodeNotTerm(NodeSetTerm term) : NodeSetTerm
{
    public NodeSetTerm Term { get; } = term;

    public override void Mark(NodeSetScope scope, BitArray found)
    {
        var excluded = Term.Evaluate(scope);
        for (var i = 0; i < excluded.Count; i++)
        {
            if (!excluded[i] && !scope.Nodes[i].IsLocal)
                found[i] = true;
        }
    }
}

/// <summary>Parts joined by operators, from left to right.</summary>
internal sealed class NodeChainTerm : NodeSetTerm
{
    private readonly List<(char Operator, NodeSetTerm Term)> _parts = [];

    public int Count => _parts.Count;

    public NodeSetTerm First => _parts[0].Term;

    /// <summary>Adds a part.</summary>
    /// <param name="how"><c>|</c> adds its nodes, <c>&amp;</c> keeps those in it, <c>!</c> drops those in it.</param>
    /// <param name="term">The part.</param>
    public void Add(char how, NodeSetTerm term) => _parts.Add((how, term));

    /// <summary>The names, where the chain is nothing but exact names; else null.</summary>
    public IReadOnlyList<string>? Names()
    {
        var names = new List<string>(_parts.Count);
        foreach (var (how, term) in _parts)
        {
            if (how != '|' || (term is NodeChainTerm { Count: 1 } inner ? inner.First : term) is not NodeNameTerm { Exact: { } name })
                return null;

            names.Add(name);
        }

        return names;
    }

    public override void Mark(NodeSetScope scope, BitArray found)
    {
        var chain = new BitArray(scope.Nodes.Count);
        foreach (var (how, term) in _parts)
        {
            switch (how)
            {
                case '|':
                    term.Mark(scope, chain);
                    break;
                case '&':
                    chain.And(term.Evaluate(scope));
                    break;
                default:
                    chain.And(term.Evaluate(scope).Not());
                    break;
            }
        }

        found.Or(chain);
    }
}
