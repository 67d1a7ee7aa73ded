using System.Text;
using System.Text.RegularExpressions;

namespace Dentropy.Engine.Cluster.Serf;

/// <summary>
/// The value of a tag with wildcards, <c>*</c> and <c>?</c>, in any letter case. Agents match regular expressions of Go, so it is one that means
/// the same there and here. A star alone is any value, and not a tag that is missing.
/// </summary>
internal sealed class SerfPattern
{
    private readonly Regex _regex;

    public SerfPattern(string text)
    {
        var expression = new StringBuilder("^(?i:");
        foreach (var c in text)
        {
            expression.Append(c switch
            {
                '*' => text.Length == 1 ? ".+" : ".*",
                '?' => ".",
                _ when char.IsAscii(c) && !char.IsAsciiLetterOrDigit(c) && c is not (' ' or '_' or '-') => "\\" + c,
                _ => c.ToString(),
            });
        }

        Expression = expression.Append(")$").ToString();
        _regex = new Regex(Expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
    }

    /// <summary>As an agent takes it.</summary>
    public string Expression { get; }

    public bool IsMatch(string value) => _regex.IsMatch(value);

    public static bool Fit(IReadOnlyDictionary<string, SerfPattern> patterns, IReadOnlyDictionary<string, string> tags) =>
        patterns.All(pattern => pattern.Value.IsMatch(tags.GetValueOrDefault(pattern.Key, "")));

    public static IReadOnlyDictionary<string, SerfPattern> Of(IReadOnlyDictionary<string, string> tags) =>
        tags.ToDictionary(tag => tag.Key, tag => new SerfPattern(tag.Value), StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Expressions(IReadOnlyDictionary<string, SerfPattern> patterns) =>
        patterns.ToDictionary(pattern => pattern.Key, pattern => pattern.Value.Expression, StringComparer.Ordinal);
}
