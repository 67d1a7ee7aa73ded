namespace Dentropy.Engine.Transport;

/// <summary>Commands that run as root on a node. This is the one place where sudo is called, so that such commands can be stopped again.</summary>
public static class RootCommand
{
    private static readonly string Prefix = $"exec sudo -n -- {RunMarker.Inherited} /bin/sh -c ";

    /// <summary>Wraps a command line so that root's shell runs it, or fails at once where sudo would ask for a password.</summary>
    /// <param name="command">A command line for a POSIX shell.</param>
    /// <returns>The command line for <see cref="INodeLink.StartAsync"/>.</returns>
    public static string Wrap(string command) => Prefix + ShellQuote.Word(command);

    /// <summary>The same for a word that the calling shell has still to expand, such as <c>"$0"</c>.</summary>
    internal static string WrapWord(string word) => Prefix + word;

    internal static bool IsWrapped(string command) => command.StartsWith(Prefix, StringComparison.Ordinal);
}
