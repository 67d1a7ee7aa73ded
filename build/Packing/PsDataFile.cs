using System.Globalization;
using System.Text;

namespace Dentropy.Build.Packing;

// Reads a PowerShell data file, such as a module manifest, without PowerShell: hashtables, arrays, texts, numbers, $true, $false and $null.
// Anything that would have to be run is refused, as PowerShell itself refuses it there.
internal sealed class PsDataFile
{
    private readonly string _file;
    private readonly string _text;
    private int _at;

    private PsDataFile(string file, string text) => (_file, _text) = (file, text);

    public static IReadOnlyDictionary<string, object?> Read(string path) => Parse(Path.GetFileName(path), File.ReadAllText(path));

    public static IReadOnlyDictionary<string, object?> Parse(string file, string text)
    {
        var reader = new PsDataFile(file, text);
        reader.SkipBlanks(lines: true);
        var table = reader.ReadTable();
        reader.SkipBlanks(lines: true);
        return reader._at == text.Length ? table : throw reader.Error("nothing is expected after the table");
    }

    private object? ReadValue()
    {
        SkipBlanks(lines: true);
        return Peek(0) switch
        {
            '@' when Peek(1) == '{' => ReadTable(),
            '@' when Peek(1) == '(' => ReadArray(),
            '\'' => ReadText(),
            '$' => ReadVariable(),
            '-' or (>= '0' and <= '9') => ReadNumber(),
            _ => throw Error("a text in single quotes, a number, $true, $false, $null, '@(' or '@{' is expected"),
        };
    }

    private Dictionary<string, object?> ReadTable()
    {
        Take("@{");
        var table = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        while (true)
        {
            SkipSeparators(';');
            if (Peek(0) == '}')
                break;
            var key = Peek(0) == '\'' ? ReadText() : ReadWord();
            SkipBlanks(lines: false);
            Take("=");
            if (!table.TryAdd(key, ReadList()))
                throw Error($"the key '{key}' is there twice");
        }

        Take("}");
        return table;
    }

    private List<object?> ReadArray()
    {
        Take("@(");
        var list = new List<object?>();
        while (true)
        {
            SkipSeparators(',');
            if (Peek(0) == ')')
                break;
            list.Add(ReadValue());
        }

        Take(")");
        return list;
    }

    // One value, or several with commas between them.
    private object? ReadList()
    {
        var list = new List<object?> { ReadValue() };
        SkipBlanks(lines: false);
        while (Peek(0) == ',')
        {
            _at++;
            list.Add(ReadValue());
            SkipBlanks(lines: false);
        }

        return list.Count == 1 ? list[0] : list;
    }

    private string ReadText()
    {
        Take("'");
        var text = new StringBuilder();
        while (Peek(0) != '\'' || Peek(1) == '\'')
        {
            if (Peek(0) == '\0')
                throw Error("a text has no end");
            if (Peek(0) == '\'')
                _at++;
            text.Append(_text[_at++]);
        }

        _at++;
        return text.ToString();
    }

    private object? ReadVariable()
    {
        _at++;
        var name = ReadWord();
        return name.ToUpperInvariant() switch
        {
            "TRUE" => true,
            "FALSE" => false,
            "NULL" => null,
            _ => throw Error($"the variable ${name} is not data"),
        };
    }

    private object ReadNumber()
    {
        var start = _at++;
        while (char.IsAsciiDigit(Peek(0)) || Peek(0) == '.')
            _at++;
        return decimal.TryParse(_text.AsSpan(start, _at - start), NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw Error($"'{_text[start.._at]}' is not a number");
    }

    private string ReadWord()
    {
        var start = _at;
        while (char.IsLetterOrDigit(Peek(0)) || Peek(0) == '_')
            _at++;
        return _at > start ? _text[start.._at] : throw Error("a name is expected");
    }

    private void SkipSeparators(char separator)
    {
        SkipBlanks(lines: true);
        while (Peek(0) == separator)
        {
            _at++;
            SkipBlanks(lines: true);
        }
    }

    private void SkipBlanks(bool lines)
    {
        while (_at < _text.Length)
        {
            if (Peek(0) == '#')
                SkipTo("\n", past: false);
            else if (Peek(0) == '<' && Peek(1) == '#')
                SkipTo("#>", past: true);
            else if (char.IsWhiteSpace(Peek(0)) && (lines || Peek(0) is not '\n'))
                _at++;
            else
                return;
        }
    }

    private void SkipTo(string end, bool past)
    {
        var found = _text.IndexOf(end, _at, StringComparison.Ordinal);
        _at = found < 0 ? _text.Length : found + (past ? end.Length : 0);
    }

    private void Take(string expected)
    {
        if (!_text.AsSpan(_at).StartsWith(expected))
            throw Error($"'{expected}' is expected");
        _at += expected.Length;
    }

    private char Peek(int ahead) => _at + ahead < _text.Length ? _text[_at + ahead] : '\0';

    private BuildException Error(string message) => new($"{_file}:{_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1}: {message}.");
}
