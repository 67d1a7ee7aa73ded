using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Cluster;

/// <summary>How a script gets to the node: a short shell script inside the command line, any other as a temporary file.</summary>
internal sealed class ScriptPlan
{
    // Linux takes no single argument of 128 KiB or more (MAX_ARG_STRLEN); quoting can make a script longer.
    private const int LongestInline = 32 * 1024;

    private static readonly string[] Shells = ["sh", "bash", "dash", "ksh", "zsh", "ash"];

    private readonly string[] _interpreter;
    private readonly string? _inline;

    private ScriptPlan(string[] interpreter, string? inline, ReadOnlyMemory<byte> content)
    {
        _interpreter = interpreter;
        _inline = inline;
        Content = content;
    }

    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Whether the script has to be on the node as a file.</summary>
    public bool NeedsFile => _inline is null;

    public static ScriptPlan From(ReadOnlyMemory<byte> script)
    {
        var interpreter = Interpreter(script.Span);
        var isShell = Shells.Contains(interpreter[^1].Split('/')[^1], StringComparer.Ordinal) ||
            (interpreter.Length > 1 && Shells.Contains(interpreter[0].Split('/')[^1], StringComparer.Ordinal));
        var inline = isShell && script.Length <= LongestInline && IsText(script.Span) ? Encoding.UTF8.GetString(script.Span) : null;
        return new ScriptPlan(interpreter, inline, script);
    }

    public string Invocation(string? path, IReadOnlyList<string> arguments) => ShellQuote.Words(_inline is null
        ? [.. _interpreter, path!, .. arguments]
        : [.. _interpreter, "-c", _inline, "script", .. arguments]);

    private static string[] Interpreter(ReadOnlySpan<byte> script)
    {
        if (!script.StartsWith("#!"u8))
        {
            return ["/bin/sh"];
        }

        var end = script.IndexOf((byte)'\n');
        var line = Encoding.UTF8.GetString(end < 0 ? script[2..] : script[2..end]).Trim();
        // The kernel passes all that follows the interpreter as one argument.
        var words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length > 0 ? words : ["/bin/sh"];
    }

    private static bool IsText(ReadOnlySpan<byte> script) => !script.Contains((byte)0) && System.Text.Unicode.Utf8.IsValid(script);
}
