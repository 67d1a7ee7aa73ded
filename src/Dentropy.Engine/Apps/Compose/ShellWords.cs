using System.Text;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>Splits a command that was written as one text into words: blanks separate, quotes and backslashes hold together, nothing is expanded.</summary>
internal static class ShellWords
{
    /// <exception cref="FormatException">A quote is not closed.</exception>
    public static List<string> Split(string text)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (char.IsWhiteSpace(c))
            {
                if (word is not null)
                    words.Add(word.ToString());
                word = null;
                continue;
            }

            word ??= new StringBuilder();
            if (c == '\\' && i + 1 < text.Length)
            {
                word.Append(text[++i]);
            }
            else if (c is '\'' or '"')
            {
                i = Quoted(text, i, word);
            }
            else
            {
                word.Append(c);
            }
        }

        if (word is not null)
            words.Add(word.ToString());
        return words;
    }

    private static int Quoted(string text, int start, StringBuilder word)
    {
        var quote = text[start];
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
                return i;
            if (quote == '"' && text[i] == '\\' && i + 1 < text.Length && (text[i + 1] is '"' or '\\' or '$' or '`'))
                i++;
            word.Append(text[i]);
        }

        throw new FormatException($"the quote {quote} is not closed");
    }
}
