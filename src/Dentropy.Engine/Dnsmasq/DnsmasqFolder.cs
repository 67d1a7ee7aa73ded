using System.Globalization;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Dnsmasq;

/// <summary>
/// The folder with dnsmasq's configuration on a node, over the node's link: files are read and written with one command each. Writers take turns, the
/// configuration is checked before it counts, and what dnsmasq does not start with is taken back.
/// </summary>
/// <param name="node">The node.</param>
/// <param name="folder">The folder that dnsmasq's <c>conf-dir</c> names.</param>
/// <param name="reload">The command that makes dnsmasq read everything anew; null for what the node has: systemd, an init script, or the process itself.</param>
/// <param name="links">The links.</param>
/// <param name="error">Makes an error of a word of the scripts (<see cref="DnsmasqScripts"/>) and its detail.</param>
internal sealed class DnsmasqFolder(DcNode node, string folder, string? reload, ILinkPool links, Func<string, string, DentropyException> error)
{
    public const string Changed = "changed";
    public const string Cut = "cut";

    /// <summary>Reads files, and what a script of the caller's prints behind them.</summary>
    public async Task<DnsmasqReading> ReadAsync(IReadOnlyList<string> paths, string more, CancellationToken cancellationToken)
    {
        var (output, failure, detail) = await RunAsync(DnsmasqScripts.Read(folder, paths, more), sudo: false, [], cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw error(failure, detail);
        var at = 0;
        var user = Number();
        var lengths = paths.Select(_ => Number()).ToList();
        var contents = new List<byte[]?>();
        foreach (var length in lengths)
        {
            if (at + length > output.Length)
                throw error(Cut, "");
            contents.Add(length < 0 ? null : output[at..(at + length)]);
            at += Math.Max(length, 0);
        }

        return more.Length > 0 || at == output.Length ? new DnsmasqReading(contents, user == 0, output[at..]) : throw error(Cut, "");

        int Number()
        {
            var end = Array.IndexOf(output, (byte)'\n', at);
            if (end < 0 || !int.TryParse(Encoding.ASCII.GetString(output, at, end - at).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                throw error(Cut, "");
            at = end + 1;
            return number;
        }
    }

    /// <summary>Puts new files in place of those that were read, all or none.</summary>
    /// <returns>False where they are no longer those.</returns>
    public async Task<bool> WriteAsync(IReadOnlyList<DnsmasqFile> files, bool asRoot, CancellationToken cancellationToken)
    {
        byte[] input = [.. files.SelectMany(file => file.Content ?? [])];
        var (_, failure, detail) = await RunAsync(DnsmasqScripts.Write(folder, reload, files, input), !asRoot, input, cancellationToken).ConfigureAwait(false);
        if (failure is null or Changed)
            return failure is null;
        throw error(failure, detail);
    }

    private async Task<(byte[] Output, string? Failure, string Detail)> RunAsync(string script, bool sudo, byte[] input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var (output, said, exit) = await NodeShell.RunAsync(link, NodeShell.Script(script, sudo), input, cancellationToken).ConfigureAwait(false);
        return exit == 0 ? (output, null, "") : (output, Word(said, out var detail), detail);
    }

    private static string Word(string said, out string detail)
    {
        foreach (var line in said.Split('\n').Where(line => line.StartsWith(DnsmasqScripts.Mark, StringComparison.Ordinal)))
        {
            var words = line[DnsmasqScripts.Mark.Length..].Split(' ', 2);
            detail = words.ElementAtOrDefault(1) ?? "";
            return words[0];
        }

        detail = said.Trim() is { Length: > 0 } text ? text : "the command there ended without a word";
        return detail.Contains("sudo", StringComparison.Ordinal) ? "denied" : "write";
    }
}
