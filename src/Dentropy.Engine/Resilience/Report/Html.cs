using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>A page in the making. What stands in the holes of its interpolated strings is always escaped, so that no name can become markup.</summary>
internal sealed class Html
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a line of markup.</summary>
    public Html Line([InterpolatedStringHandlerArgument("")] ref Handler markup)
    {
        _ = markup;
        _text.Append('\n');
        return this;
    }

    /// <summary>Adds markup that another page made.</summary>
    public Html Page(Html other)
    {
        _text.Append(other._text);
        return this;
    }

    /// <summary>Adds a constant of ours as it is.</summary>
    public Html Raw(string markup)
    {
        _text.Append(markup).Append('\n');
        return this;
    }

    /// <summary>Text for an element or a quoted attribute; characters that no document may hold are left out.</summary>
    public static string Escape(string text) =>
        WebUtility.HtmlEncode(new string([.. text.Where(c => !char.IsControl(c) && !char.IsSurrogate(c) && c is not ('\uFFFE' or '\uFFFF'))]));

    /// <summary>A name as part of an id: unique for each name, and without anything that a URL would have to quote.</summary>
    public static string Id(string text)
    {
        var id = new StringBuilder();
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '.')
                id.Append(c);
            else
                id.Append(CultureInfo.InvariantCulture, $"_{(int)c:x}_");
        }

        return id.ToString();
    }

    /// <summary>The page so far.</summary>
    public override string ToString() => _text.ToString();

    /// <summary>Takes an interpolated string apart: literal parts are ours, the rest is escaped.</summary>
    [InterpolatedStringHandler]
#pragma warning disable CS9113, CA1822 // The compiler calls this with both lengths.
    public readonly ref struct Handler(int literalLength, int formattedCount, Html page)
#pragma warning restore CS9113, CA1822
    {
        public void AppendLiteral(string markup) => page._text.Append(markup);

        public void AppendFormatted(Html inner) => page.Page(inner);

        public void AppendFormatted(string? text) => page._text.Append(Escape(text ?? ""));

        public void AppendFormatted(int number) => page._text.Append(number.ToString(CultureInfo.InvariantCulture));

        public void AppendFormatted(double number) => page._text.Append(number.ToString("0.##", CultureInfo.InvariantCulture));

        public void AppendFormatted<T>(T value) => AppendFormatted(value?.ToString());
    }
}
