using System.Collections;
using System.Management.Automation;
using System.Text;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell.Cluster;

// Turns what a caller gives for a command into what is sent.
internal static class CommandInput
{
    // Bytes go as they are. Everything else is text, a line each, with a line end after the last one as between programs.
    public static ReadOnlyMemory<byte>? StandardInput(object? input)
    {
        switch (Values.Unwrap(input))
        {
            case null:
                return null;
            case byte[] bytes:
                return bytes;
            case object?[] items when items.Length > 0 && items.All(item => Values.Unwrap(item) is byte):
                return items.Select(item => (byte)Values.Unwrap(item)!).ToArray();
            case string text:
                return Lines([text]);
            case IEnumerable items:
                return Lines(items.Cast<object?>().Select(Values.Text));
            case var other:
                return Lines([Values.Text(other)]);
        }
    }

    public static IReadOnlyDictionary<string, string> Environment(IDictionary? variables) =>
        Values.Pairs(variables).ToDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal);

    public static async Task<ReadOnlyMemory<byte>?> ScriptAsync(PSCmdlet cmdlet, string? path, CancellationToken cancellationToken)
    {
        if (path is null)
            return null;
        var full = LocalPath.Full(cmdlet, path);
        try
        {
            return await File.ReadAllBytesAsync(full, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var missing = e is FileNotFoundException or DirectoryNotFoundException;
            throw new DentropyException(
                missing ? "ScriptNotFound" : "ScriptUnreadable",
                missing ? DentropyErrorCategory.ObjectNotFound : DentropyErrorCategory.ReadError,
                full,
                $"The script {full} cannot be read: {e.Message} Nothing was run. Give the path of a script on this machine.",
                e);
        }
    }

    private static byte[] Lines(IEnumerable<string?> lines)
    {
        var text = string.Join('\n', lines);
        return Encoding.UTF8.GetBytes(text.EndsWith('\n') || text.Length == 0 ? text : text + "\n");
    }
}
