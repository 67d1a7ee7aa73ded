using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Inventory;

/// <summary>Text of unknown origin, made fit for an error message.</summary>
internal static class Shown
{
    private const int Limit = 80;

    /// <summary>The text on one line, without what a terminal would act on, cut where it is long.</summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder();
        foreach (var c in text)
        {
            if (shown.Length >= Limit)
            {
                return shown.Append("...").ToString();
            }

            // What turns the direction of text, or cannot be seen, is as good as a control character.
            if (char.IsControl(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format || c is '\u2028' or '\u2029')
            {
                shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}");
            }
            else
            {
                shown.Append(c);
            }
        }

        return shown.ToString();
    }
}
