using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>Targets of undo steps on one line of the journal, safe in a request's path and in the shell.</summary>
internal static class GuardTarget
{
    public static string Encode(GuardAction action) => action.Kind is GuardActionKind.RemoveFolder or GuardActionKind.EmptyFolder ? Folder(action.Target) : Name(action.Target);

    private static string Name(string name)
    {
        var fits = name.Length > 0 && char.IsAsciiLetterOrDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || "_.:/@+-".Contains(c, StringComparison.Ordinal))
            && !name.Contains("..", StringComparison.Ordinal);
        return fits ? name : throw new ArgumentException($"'{name}' is no id or name that the engine gives.", nameof(name));
    }

    // As printf '%b' reads it: bytes that are not plain are \0 and three octal digits.
    private static string Folder(string path)
    {
        var parts = path.Split('/');
        if (!path.StartsWith('/') || parts.Length < 2 || parts.Skip(1).Any(part => part is "" or "." or ".."))
        {
            throw new ArgumentException($"'{path}' is no absolute path of a folder.", nameof(path));
        }

        var line = new StringBuilder();
        foreach (var b in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)b) || b is (byte)'/' or (byte)'.' or (byte)'-' or (byte)'_')
            {
                line.Append((char)b);
            }
            else
            {
                line.Append("\\0").Append(Convert.ToString(b, 8).PadLeft(3, '0'));
            }
        }

        return line.ToString();
    }
}
