using System.Buffers;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>Reads node set expressions; <see cref="NodeSet"/> has the grammar.</summary>
internal sealed class NodeSetParser(string expression)
{
    // Parentheses and ! nest by recursion.
    private const int Deepest = 100;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-*?");

    private int _at;
    private int _depth;

    public NodeChainTerm Parse()
    {
        var chain = ParseChain();
        return _at == expression.Length ? chain : throw Problem("there is a ')' without a '(' before it");
    }

    private NodeChainTerm ParseChain()
    {
        var chain = new NodeChainTerm();
        chain.Add('|', ParseTerm());
        while (true)
        {
            SkipSpace();
            if (_at == expression.Length || expression[_at] == ')')
                return chain;

            var how = expression[_at];
            switch (how)
            {
                case '&':
                    _at++;
                    var term = ParseTerm();
                    if (term is NodeNotTerm not)
                        chain.Add('!', not.Term);
                    else
                        chain.Add('&', term);
                    break;
                case '!':
                    _at++;
                    chain.Add('!', ParseTerm());
                    break;
                case ',' or '|':
                    _at++;
                    SkipSpace();

                    // Elsewhere a list entry with ! takes out of the list; as "or not" it would take in nearly every node.
                    if (_at < expression.Length && expression[_at] == '!')
                        throw Problem($"a '!' right after '{how}' would add every other node; leave the '{how}' out to take nodes away, or write (!...) if you mean it");
                    chain.Add('|', ParseTerm());
                    break;
                default:
                    throw Problem("an operator is missing here; write , or | for or, & for and, ! for but not");
            }
        }
    }

    private NodeSetTerm ParseTerm()
    {
        SkipSpace();
        if (_at == expression.Length)
            throw Problem("a name, an @role or a '(' is missing");

        switch (expression[_at])
        {
            case '!':
                _at++;
                Enter();
                var term = ParseTerm();
                _depth--;
                return new NodeNotTerm(term);
            case '(':
                var open = _at++;
                Enter();
                var chain = ParseChain();
                _depth--;
                if (_at == expression.Length)
                    throw NodeSetErrors.At(expression, open, "the '(' has no ')'");
                _at++;
                return chain;
            case '@':
                _at++;
                return ParseProperty();
            default:
                return ParseName();
        }
    }

    private NodeNameTerm ParseName()
    {
        var start = _at;
        ReadWord(NameCharacters);
        if (_at == start)
            throw Problem(expression[_at] is ',' or '|' or '&' or ')' ? "a name, an @role or a '(' is missing" : WrongCharacter());
        if (_at < expression.Length && !IsEnd(expression[_at]))
            throw Problem(WrongCharacter());

        return new NodeNameTerm(NodePattern.Parse(expression[start.._at], expression, start));
    }

    private NodeSetTerm ParseProperty()
    {
        var start = _at;
        while (_at < expression.Length && !IsEnd(expression[_at]) && expression[_at] is not '=')
        {
            if (expression[_at] == '[')
                SkipBrackets();
            _at++;
        }

        var key = expression[start.._at];
        if (key.Length == 0)
            throw Problem("a role is missing after the '@'; write @worker, @all, @tag:rack-a or @site=home");

        if (_at < expression.Length && expression[_at] == '=')
        {
            _at++;
            return new NodePropertyTerm(NodeProperty.Is(key, ParseValue()));
        }

        if (string.Equals(key, "all", StringComparison.OrdinalIgnoreCase))
            return new NodePropertyTerm(_ => true);

        const string tag = "tag:";
        if (!key.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            return new NodePropertyTerm(NodeProperty.Role(NodePattern.Parse(key, expression, start)));
        if (key.Length == tag.Length)
            throw Problem("a tag is missing after '@tag:'");

        return new NodePropertyTerm(NodeProperty.Tag(NodePattern.Parse(key[tag.Length..], expression, start + tag.Length)));
    }

    private NodePattern ParseValue()
    {
        var start = _at;
        if (_at < expression.Length && expression[_at] is '"' or '\'')
        {
            var end = expression.IndexOf(expression[_at], _at + 1);
            if (end < 0)
                throw Problem($"the {expression[_at]} has no second one");

            _at = end + 1;
            if (_at < expression.Length && !IsEnd(expression[_at]))
                throw Problem("an operator is missing here; write , or | for or, & for and, ! for but not");
            return NodePattern.Parse(expression[(start + 1)..end], expression, start + 1);
        }

        while (_at < expression.Length && !IsEnd(expression[_at]))
        {
            if (expression[_at] == '[')
                SkipBrackets();
            _at++;
        }

        if (_at == start)
            throw Problem("a value is missing after the '='; write * where any will do");
        return NodePattern.Parse(expression[start.._at], expression, start);
    }

    private void ReadWord(SearchValues<char> characters)
    {
        while (_at < expression.Length)
        {
            if (expression[_at] == '[')
                SkipBrackets();
            else if (!characters.Contains(expression[_at]))
                return;
            _at++;
        }
    }

    // Stops on the closing bracket.
    private void SkipBrackets()
    {
        var end = expression.IndexOf(']', _at);
        if (end < 0)
            throw Problem("the '[' has no ']'; write ranges like pi[1-9]");

        _at = end;
    }

    private void SkipSpace()
    {
        while (_at < expression.Length && char.IsWhiteSpace(expression[_at]))
            _at++;
    }

    private void Enter()
    {
        if (++_depth > Deepest)
            throw Problem($"more than {Deepest} parentheses and '!' are nested; write it shorter");
    }

    private static bool IsEnd(char c) => c is ',' or '|' or '&' or '!' or '(' or ')' || char.IsWhiteSpace(c);

    private string WrongCharacter() => expression[_at] == ']'
        ? "there is a ']' without a '[' before it"
        : $"'{Shown.Text(expression[_at].ToString())}' cannot stand in a name; names have letters, digits, dots, hyphens and underscores, and * ? [1-9] as wildcards";

    private DentropyException Problem(string problem) => NodeSetErrors.At(expression, _at, problem);
}

/// <summary>What a node can be chosen by, other than its name.</summary>
internal static class NodeProperty
{
    public static Func<DcNode, bool> Role(NodePattern pattern) => node => Any(node.Roles, pattern);

    public static Func<DcNode, bool> Tag(NodePattern pattern) => node => Any(node.Tags, pattern);

    /// <summary>A field of the node, or else a key of its metadata, that has a value.</summary>
    public static Func<DcNode, bool> Is(string key, NodePattern value) => key.ToLowerInvariant() switch
    {
        "role" or "roles" => Role(value),
        "tag" or "tags" => Tag(value),
        "name" => node => value.Matches(node.Name),
        "address" => node => Matches(value, node.Address),
        "port" => node => Matches(value, node.Port?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        "user" => node => Matches(value, node.User),
        "proxyjump" => node => Matches(value, node.ProxyJump),
        "identityfile" => node => Matches(value, node.IdentityFile),
        "dockerhost" => node => Matches(value, node.DockerHost),
        "dockercertpath" => node => Matches(value, node.DockerCertPath),
        "hardware" => node => Matches(value, node.Hardware),
        "arch" or "architecture" => Architecture(value),
        "switch" => node => Matches(value, node.Switch),
        "power" => node => Matches(value, node.Power),
        "site" => node => Matches(value, node.Site),
        _ => Metadata(key, value),
    };

    /// <summary>A key of the metadata, in any letter case, that has a value.</summary>
    public static Func<DcNode, bool> Metadata(string key, NodePattern value) => node =>
    {
        foreach (var (name, found) in node.Metadata)
        {
            if (string.Equals(name, key, StringComparison.OrdinalIgnoreCase) && value.Matches(found))
                return true;
        }

        return false;
    };

    // aarch64 finds the nodes that are stored as arm64.
    private static Func<DcNode, bool> Architecture(NodePattern value)
    {
        var stored = value.Exact is { } exact ? NodePattern.Parse(NodeRules.NormalizeArchitecture(exact)) : value;
        return node => Matches(stored, node.Architecture);
    }

    private static bool Matches(NodePattern pattern, string? value) => value is not null && pattern.Matches(value);

    private static bool Any(IReadOnlyList<string> values, NodePattern pattern)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (pattern.Matches(values[i]))
                return true;
        }

        return false;
    }
}
