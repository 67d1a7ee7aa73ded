using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Gateway;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>
/// The file of a node that says what Dentropy keeps in its packet filter: first what was asked for, a line each, then what the boot loads. It is one
/// file so that it is replaced at once, whatever happens meanwhile.
/// </summary>
internal static class FirewallFile
{
    private const string Version = "#dentropy 1";

    private static readonly JsonSerializerOptions s_json = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The file for a set.</summary>
    /// <param name="set">The set.</param>
    /// <param name="docker">Whether the node has Docker's chain for rules of users.</param>
    /// <param name="settings">Settings of the kernel that the set needs.</param>
    public static string Write(FirewallSet set, bool docker, IReadOnlyDictionary<string, string> settings)
    {
        var text = new StringBuilder("# Dentropy keeps this file, and loads it at boot. What is changed in it by hand is lost.\n").Append(Version).Append('\n');
        if (set.Gateway is { } gateway)
            text.Append("#gateway ").Append(FirewallJson.Of(gateway).ToJsonString(s_json)).Append('\n');
        foreach (var forward in set.Forwards)
            text.Append("#forward ").Append(FirewallJson.Of(forward).ToJsonString(s_json)).Append('\n');
        foreach (var rule in set.Rules)
            text.Append("#rule ").Append(FirewallJson.Of(rule).ToJsonString(s_json)).Append('\n');
        var lines = Lines(set);
        foreach (var version in new[] { 4, 6 })
            text.Append("#v").Append(version).Append('\n').Append(FirewallChains.Text(lines, version, docker));
        Settings("sysctl", settings);
        Settings("former", set.Former);
        return text.Append("#end\n").ToString();

        void Settings(string name, IReadOnlyDictionary<string, string> values)
        {
            text.Append('#').Append(name).Append('\n');
            foreach (var (key, value) in values.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                text.Append(key).Append('=').Append(value).Append('\n');
        }
    }

    /// <summary>The set that a file is for.</summary>
    /// <exception cref="DentropyException"><c>FirewallUnreadable</c>.</exception>
    public static FirewallSet Read(string node, string text)
    {
        if (text.Trim().Length == 0)
            return FirewallSet.Empty;
        var lines = text.Split('\n');
        if (!lines.Contains(Version))
            throw FirewallErrors.Unknown(node, $"it is not of the kind '{Version[1..]}'");
        try
        {
            var former = lines.SkipWhile(line => line != "#former").Skip(1).TakeWhile(line => !line.StartsWith('#')).Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2);
            return new(
                All("#gateway ").Select(FirewallJson.Gateway).SingleOrDefault(),
                [.. All("#forward ").Select(FirewallJson.Forward)],
                [.. All("#rule ").Select(FirewallJson.Rule)],
                former.ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or ArgumentException)
        {
            throw FirewallErrors.Unknown(node, e.Message);
        }

        IEnumerable<JsonObject> All(string kind) => lines.Where(line => line.StartsWith(kind, StringComparison.Ordinal)).Select(line => JsonNode.Parse(line[kind.Length..])!.AsObject());
    }

    /// <summary>All lines of a set, in the order in which the packet filter goes through them.</summary>
    public static IReadOnlyList<RuleLine> Lines(FirewallSet set) =>
    [
        .. set.Rules.OrderBy(rule => rule.Priority).SelectMany(RuleWriter.Write),
        .. set.Forwards.SelectMany(forward => ForwardWriter.Write(forward, set.Gateway)),
        .. set.Gateway is { } gateway ? GatewayWriter.Write(gateway) : [],
    ];

    public static string Sum(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
