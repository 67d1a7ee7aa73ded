using System.Text;

namespace Dentropy.Engine.Inventory;

/// <summary>
/// A text with wildcards: <c>*</c> any characters, <c>?</c> one, <c>[a-c]</c> one of these letters, <c>[1-12]</c> one of these numbers.
/// A backtick makes the character after it an ordinary one. Letter case does not matter.
/// </summary>
internal sealed class NodePattern
{
    private readonly List<Token> _tokens = [];

    private NodePattern(string text) => Text = text;

    private enum Kind
    {
        Literal,
        Run,
        One,
        Letters,
        Numbers,
    }

    private readonly record struct Token(Kind Kind, string Text, NumberRanges? Numbers = null);

    /// <summary>The pattern as it was written.</summary>
    public string Text { get; }

    /// <summary>The one text that matches; null where there are several.</summary>
    public string? Exact => _tokens switch
    {
        [] => "",
        [{ Kind: Kind.Literal, Text: var text }] => text,
        _ => null,
    };

    /// <summary>Whether the matching texts can be listed: there are ranges of numbers and no wildcards.</summary>
    public bool IsRange => Exact is null && _tokens.TrueForAll(t => t.Kind is Kind.Literal or Kind.Numbers);

    /// <summary>The parts of a range with one pair of brackets; null for any other pattern.</summary>
    public (string Before, NumberRanges Numbers, string After)? SingleRange => _tokens switch
    {
        [{ Kind: Kind.Numbers, Numbers: { } numbers }] => ("", numbers, ""),
        [{ Kind: Kind.Literal, Text: var before }, { Kind: Kind.Numbers, Numbers: { } numbers }] => (before, numbers, ""),
        [{ Kind: Kind.Numbers, Numbers: { } numbers }, { Kind: Kind.Literal, Text: var after }] => ("", numbers, after),
        [{ Kind: Kind.Literal, Text: var before }, { Kind: Kind.Numbers, Numbers: { } numbers }, { Kind: Kind.Literal, Text: var after }] =>
            (before, numbers, after),
        _ => null,
    };

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern.</param>
    /// <param name="expression">The expression that it is part of, for messages.</param>
    /// <param name="offset">Where it starts there.</param>
    /// <exception cref="DentropyException"><c>InvalidNodeExpression</c>.</exception>
    public static NodePattern Parse(string text, string? expression = null, int offset = 0)
    {
        expression ??= text;
        var pattern = new NodePattern(text);
        var literal = new StringBuilder();
        long count = 1;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '`' when i + 1 < text.Length:
                    literal.Append(text[++i]);
                    continue;
                case '*':
                    pattern.End(literal);
                    if (pattern._tokens is not [.., { Kind: Kind.Run }])
                        pattern._tokens.Add(new Token(Kind.Run, "*"));
                    continue;
                case '?':
                    pattern.End(literal);
                    pattern._tokens.Add(new Token(Kind.One, "?"));
                    continue;
                case ']':
                    throw NodeSetErrors.At(expression, offset + i, "there is a ']' without a '[' before it");
                case '[':
                    var end = text.IndexOf(']', i);
                    if (end < 0)
                        throw NodeSetErrors.At(expression, offset + i, "the '[' has no ']'; write ranges like pi[1-9]");
                    pattern.End(literal);
                    var token = Brackets(text, i + 1, end, expression, offset);
                    count *= token.Numbers?.Count ?? 1;
                    if (count > NumberRanges.Most)
                        throw NodeSetErrors.At(expression, offset, NumberRanges.TooMany);
                    pattern._tokens.Add(token);
                    i = end;
                    continue;
                default:
                    literal.Append(text[i]);
                    continue;
            }
        }

        pattern.End(literal);
        return pattern;
    }

    /// <summary>Whether a text matches.</summary>
    public bool Matches(string text)
    {
        if (_tokens is [{ Kind: Kind.Run }])
            return true;
        if (Exact is { } exact)
            return string.Equals(exact, text, StringComparison.OrdinalIgnoreCase);

        // The places in the text that some way through the pattern has reached: time grows with both lengths, whatever the pattern.
        var size = text.Length + 1;
        Span<bool> now = size <= 256 ? stackalloc bool[size] : new bool[size];
        Span<bool> next = size <= 256 ? stackalloc bool[size] : new bool[size];
        now[0] = true;
        foreach (var token in _tokens)
        {
            next.Clear();
            for (var at = now.IndexOf(true); at >= 0 && at < size; at = Following(now, at))
            {
                if (token.Kind == Kind.Run)
                {
                    next[at..].Fill(true);
                    break;
                }

                Step(token, text, at, next);
            }

            var swap = now;
            now = next;
            next = swap;
        }

        return now[^1];
    }

    /// <summary>Every text that matches, where <see cref="IsRange"/>; one that is written twice comes twice.</summary>
    public IEnumerable<string> Texts() => Texts("", 0);

    private IEnumerable<string> Texts(string start, int index)
    {
        // At most a few brackets deep, and flat for all but the last of them.
        while (index < _tokens.Count && _tokens[index].Kind == Kind.Literal)
            start += _tokens[index++].Text;
        if (index == _tokens.Count)
            return [start];

        var numbers = _tokens[index].Numbers!.Texts();
        if (index == _tokens.Count - 1)
            return numbers.Select(number => start + number);
        if (index == _tokens.Count - 2 && _tokens[index + 1].Kind == Kind.Literal)
            return numbers.Select(number => start + number + _tokens[index + 1].Text);

        return numbers.SelectMany(number => Texts(start + number, index + 1));
    }

    private static Token Brackets(string text, int start, int end, string expression, int offset)
    {
        var inside = text[start..end];
        if (inside.Length == 0)
            throw NodeSetErrors.At(expression, offset + start, "the brackets are empty; write ranges like pi[1-9]");
        if (NumberRanges.IsNumeric(inside))
            return new Token(Kind.Numbers, inside, NumberRanges.Parse(expression, offset + start, offset + end));

        var letters = new StringBuilder();
        for (var i = 0; i < inside.Length; i++)
        {
            if (i + 2 < inside.Length && inside[i + 1] == '-')
            {
                if (inside[i + 2] < inside[i] || inside[i + 2] - inside[i] > 255)
                    throw NodeSetErrors.At(expression, offset + start + i, $"'{Shown.Text(inside[i..(i + 3)])}' is no range of letters; write it like a-c");
                for (var c = inside[i]; c <= inside[i + 2]; c++)
                    letters.Append(char.ToLowerInvariant(c));
                i += 2;
            }
            else
            {
                letters.Append(char.ToLowerInvariant(inside[i]));
            }
        }

        return new Token(Kind.Letters, letters.ToString());
    }

    private static int Following(ReadOnlySpan<bool> now, int at)
    {
        var next = now[(at + 1)..].IndexOf(true);
        return next < 0 ? -1 : at + 1 + next;
    }

    private static void Step(Token token, string text, int at, Span<bool> next)
    {
        switch (token.Kind)
        {
            case Kind.Literal:
                if (text.AsSpan(at).StartsWith(token.Text, StringComparison.OrdinalIgnoreCase))
                    next[at + token.Text.Length] = true;
                break;
            case Kind.One:
                if (at < text.Length)
                    next[at + 1] = true;
                break;
            case Kind.Letters:
                if (at < text.Length && token.Text.Contains(char.ToLowerInvariant(text[at]), StringComparison.Ordinal))
                    next[at + 1] = true;
                break;
            default:
                for (var end = at; end < text.Length && end - at < 18 && char.IsAsciiDigit(text[end]); end++)
                {
                    if (token.Numbers!.Contains(text.AsSpan(at, end + 1 - at)))
                        next[end + 1] = true;
                }

                break;
        }
    }

    private void End(StringBuilder literal)
    {
        if (literal.Length == 0)
            return;

        _tokens.Add(new Token(Kind.Literal, literal.ToString()));
        literal.Clear();
    }
}
