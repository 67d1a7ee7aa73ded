using System.Text;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>
/// Puts variables into values: <c>$A</c>, <c>${A}</c>, <c>${A:-b}</c>, <c>${A-b}</c>, <c>${A:?e}</c>, <c>${A?e}</c>, <c>${A:+b}</c>, <c>${A+b}</c>, nested, and
/// <c>$$</c> for one dollar (Compose Specification, Interpolation).
/// </summary>
/// <param name="lookup">A variable's value; null where it is not set.</param>
internal sealed class Interpolation(Func<string, string?> lookup)
{
    /// <summary>Variables that were not set and had no default, each once.</summary>
    public SortedSet<string> Unset { get; } = new(StringComparer.Ordinal);

    public string? Lookup(string name) => lookup(name);

    /// <exception cref="FormatException">The text is no valid substitution, or a variable that must be set is not; the message says which.</exception>
    public string Apply(string text) => text.Contains('$', StringComparison.Ordinal) ? Apply(text, out _, nested: false, at: 0) : text;

    private string Apply(string text, out int end, bool nested, int at)
    {
        var result = new StringBuilder();
        while (at < text.Length)
        {
            if (nested && text[at] == '}')
                break;
            if (text[at] != '$' || at + 1 == text.Length)
            {
                result.Append(text[at++]);
            }
            else if (text[at + 1] == '$')
            {
                result.Append('$');
                at += 2;
            }
            else if (text[at + 1] == '{')
            {
                result.Append(Braced(text, ref at));
            }
            else if (NameEnd(text, at + 1) is var stop && stop > at + 1)
            {
                result.Append(Plain(text[(at + 1)..stop]));
                at = stop;
            }
            else
            {
                result.Append(text[at++]);
            }
        }

        end = at;
        return result.ToString();
    }

    private string Braced(string text, ref int at)
    {
        var start = at;
        var stop = NameEnd(text, at + 2);
        if (stop == at + 2 || stop >= text.Length)
            throw Bad(text, start);
        var name = text[(at + 2)..stop];
        if (text[stop] == '}')
        {
            at = stop + 1;
            return Plain(name);
        }

        var colon = text[stop] == ':';
        var sign = stop + (colon ? 1 : 0);
        if (sign >= text.Length || text[sign] is not ('-' or '?' or '+'))
            throw Bad(text, start);

        var value = lookup(name);
        var has = colon ? !string.IsNullOrEmpty(value) : value is not null;
        // What stands there is read in any case, since its end has to be found; but a variable that is missing in a part that does not count is no fault.
        var counts = text[sign] == '+' ? has : !has;
        var other = counts ? Apply(text, out at, nested: true, sign + 1) : new Interpolation(static _ => "x").Apply(text, out at, nested: true, sign + 1);
        if (at >= text.Length)
            throw Bad(text, start);
        at++;
        return text[sign] switch
        {
            '-' => has ? value! : other,
            '+' => has ? other : "",
            _ => has ? value! : throw new FormatException($"the variable {name} must be set{(other.Length > 0 ? ": " + other : "")}"),
        };
    }

    private string Plain(string name)
    {
        if (lookup(name) is { } value)
            return value;
        Unset.Add(name);
        return "";
    }

    private static int NameEnd(string text, int at)
    {
        if (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] == '_'))
        {
            while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                at++;
        }

        return at;
    }

    private static FormatException Bad(string text, int at)
    {
        var close = text.IndexOf('}', at);
        return new FormatException($"{Inventory.Shown.Text(close < 0 ? text[at..] : text[at..(close + 1)])} is no variable; write ${{NAME}}, ${{NAME:-default}} or, for a dollar sign, $$");
    }
}
