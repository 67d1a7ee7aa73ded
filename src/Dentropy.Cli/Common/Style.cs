namespace Dentropy.Cli.Common;

// ECMA-48 colours, where the stream takes them.
internal static class Style
{
    public static string Red(string text, bool color) => color ? $"\e[31m{text}\e[0m" : text;

    public static string Cyan(string text, bool color) => color ? $"\e[36m{text}\e[0m" : text;

    public static string Bold(string text, bool color) => color ? $"\e[1m{text}\e[0m" : text;
}
