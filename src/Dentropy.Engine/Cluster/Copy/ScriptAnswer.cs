using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster;

/// <summary>What a copy's script said, and whether it is well.</summary>
internal static class ScriptAnswer
{
    /// <summary>Finds the script's own words among what start-up files may have printed before them.</summary>
    /// <param name="node">The node.</param>
    /// <param name="path">The path on the node that the user named.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="exit">How the script ended.</param>
    /// <returns>What follows <see cref="CopyScripts.Ok"/>: the rest of the line, and the lines after it.</returns>
    /// <exception cref="DentropyException">It said that something is wrong, or nothing at all.</exception>
    public static (string Line, string Tail) Read(DcNode node, string path, OutputBuffer output, OutputBuffer error, RemoteExit? exit)
    {
        var text = "\n" + Encoding.UTF8.GetString(output.ToArray());
        if (After(text, CopyScripts.Ok.TrimEnd()) is { } good)
        {
            return good;
        }

        if (After(text, CopyScripts.Fail) is { } bad)
        {
            throw CopyErrors.FromScript(node.Name, path, bad.Line.Trim(), bad.Tail.TrimEnd('\n'));
        }

        throw Silent(node, path, error, exit);
    }

    /// <summary>The error of a script that ended without a word of its own.</summary>
    public static DentropyException Silent(DcNode node, string path, OutputBuffer error, RemoteExit? exit)
    {
        var said = Encoding.UTF8.GetString(error.ToArray()).Trim();
        if (said.Length == 0 && exit is not null)
        {
            said = exit.Signal is { } signal ? $"its script was ended by signal {signal}" : $"its script ended with exit code {exit.ExitCode}";
        }

        return said.StartsWith("sudo:", StringComparison.Ordinal)
            ? CopyErrors.SudoRefused(node.Name, said)
            : CopyErrors.Incomplete(node.Name, path, CopyErrors.OneLine(said));
    }

    private static (string Line, string Tail)? After(string text, string word)
    {
        var at = text.IndexOf("\n" + word, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var said = text[(at + 1 + word.Length)..];
        var end = said.IndexOf('\n', StringComparison.Ordinal);
        return end < 0 ? (said.Trim(), "") : (said[..end].Trim(), said[(end + 1)..]);
    }
}
