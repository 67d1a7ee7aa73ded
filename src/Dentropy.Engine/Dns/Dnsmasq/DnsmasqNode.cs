using System.Globalization;
using System.Text;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Dns.Dnsmasq;

/// <summary>Both files as they were read.</summary>
/// <param name="Files">What they say.</param>
/// <param name="Sums">Their checksums.</param>
/// <param name="AsRoot">Whether the account is root itself.</param>
internal sealed record DnsmasqState(DnsmasqFiles Files, (string Configuration, string Hosts) Sums, bool AsRoot);

/// <summary>Reads and writes the files of a place over the node's link, with one command each.</summary>
internal sealed class DnsmasqNode(DnsmasqSite site, ILinkPool links)
{
    public async Task<DnsmasqState> ReadAsync(CancellationToken cancellationToken)
    {
        var (output, failure, detail) = await RunAsync(DnsmasqScripts.Read(site.File, site.Hosts), sudo: false, [], cancellationToken).ConfigureAwait(false);
        if (failure is not null)
            throw DnsmasqErrors.Of(site, failure, detail);
        var at = 0;
        var user = Number();
        var (configuration, hosts) = (Number(), Number());
        if (output.Length != at + Math.Max(configuration, 0) + Math.Max(hosts, 0))
            throw DnsmasqErrors.Of(site, "cut", "");
        var first = configuration < 0 ? null : output[at..(at + configuration)];
        var second = hosts < 0 ? null : output[^hosts..];
        return new DnsmasqState(DnsmasqFiles.Read(first ?? [], second ?? []), (DnsmasqFiles.Sum(first), DnsmasqFiles.Sum(second)), user == 0);

        int Number()
        {
            var end = Array.IndexOf(output, (byte)'\n', at);
            if (end < 0 || !int.TryParse(Encoding.ASCII.GetString(output, at, end - at).Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                throw DnsmasqErrors.Of(site, "cut", "");
            at = end + 1;
            return number;
        }
    }

    /// <summary>Puts new files in place of those that were read.</summary>
    /// <returns>False where they are no longer those.</returns>
    public async Task<bool> WriteAsync(DnsmasqState before, DnsmasqFiles after, CancellationToken cancellationToken)
    {
        var (configuration, hosts) = (after.ConfigurationBytes(site.Hosts), after.HostsBytes());
        var script = DnsmasqScripts.Write(site.File, site.Hosts, site.Reload, before.Sums, configuration, hosts);
        var (_, failure, detail) = await RunAsync(script, !before.AsRoot, [.. configuration, .. hosts], cancellationToken).ConfigureAwait(false);
        if (failure is null or DnsmasqErrors.Changed)
            return failure is null;
        throw DnsmasqErrors.Of(site, failure, detail);
    }

    private async Task<(byte[] Output, string? Failure, string Detail)> RunAsync(string script, bool sudo, byte[] input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(site.Node, cancellationToken).ConfigureAwait(false);
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
