namespace Dentropy.Engine.Transport;

/// <summary>Changes of the lines of a <c>known_hosts</c> file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). Comments, marked lines and lines of other hosts stay as they are.</summary>
internal static class KnownHosts
{
    private const string Authority = "@cert-authority";

    /// <summary>Whether a line is a key of a host, alone or among others that share it.</summary>
    public static bool Names(HostKey line, string host) => line.Host.Split(',').Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>The keys that are there for a host.</summary>
    public static IEnumerable<HostKey> Of(IEnumerable<string> lines, string host) => lines.Select(HostKey.Parse).OfType<HostKey>().Where(key => Names(key, host));

    /// <summary>The lines with keys of a host that are not there yet, under the names that its other keys have.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="names">The host as ssh looks it up, and after it the other names that are its own.</param>
    /// <param name="keys">The keys.</param>
    public static IEnumerable<string> With(IReadOnlyList<string> lines, IReadOnlyList<string> names, IEnumerable<HostKey> keys)
    {
        var there = Of(lines, names[0]).ToList();
        var host = string.Join(',', there.Count == 0 ? [names[0]] : there[0].Host.Split(',').Where(name => names.Contains(name, StringComparer.OrdinalIgnoreCase)));
        var blobs = there.Select(key => key.Blob).ToHashSet(StringComparer.Ordinal);
        return [.. lines, .. keys.Where(key => blobs.Add(key.Blob)).Select(key => (key with { Host = host }).ToString())];
    }

    /// <summary>The lines without some keys of a host; what other hosts share with it stays theirs.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="names">The names that are the host's own.</param>
    /// <param name="drop">Which keys go.</param>
    public static IEnumerable<string> Without(IEnumerable<string> lines, IReadOnlyList<string> names, Func<HostKey, bool> drop)
    {
        foreach (var line in lines)
        {
            if (HostKey.Parse(line) is not { } key || !names.Any(name => Names(key, name)) || !drop(key))
            {
                yield return line;
                continue;
            }

            var others = key.Host.Split(',').Where(name => !names.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
            if (others.Count > 0)
                yield return (key with { Host = string.Join(',', others) }).ToString();
        }
    }

    /// <summary>The lines with one that trusts a certificate authority for hosts; one for the same key gains the names that it lacks.</summary>
    public static IEnumerable<string> WithAuthority(IReadOnlyList<string> lines, IEnumerable<string> hosts, string type, string blob)
    {
        var all = lines.ToList();
        var at = all.FindIndex(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [Authority, _, _, var other, ..] && string.Equals(other, blob, StringComparison.Ordinal));
        string[] there = at < 0 ? [] : all[at].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1].Split(',');
        var names = there.Concat(hosts).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        if (at >= 0 && names.Count == there.Length)
            return lines;
        var written = AuthorityLine(names, type, blob);
        if (at < 0)
            all.Add(written);
        else
            all[at] = written;
        return all;
    }

    /// <summary>A line that trusts a certificate authority.</summary>
    public static string AuthorityLine(IEnumerable<string> hosts, string type, string blob) => $"{Authority} {string.Join(',', hosts)} {type} {blob}";
}
