using System.Buffers;
using System.Collections.ObjectModel;
using System.Globalization;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>What the fields of a node may hold.</summary>
/// <remarks>
/// Names are 1 to 63 letters, digits, dots, hyphens and underscores, and must be good as a file name on every system. What ssh is given
/// (address, user, identity file, jump hosts) never starts with a hyphen, so that an inventory can never pass it an option.
/// </remarks>
public static class NodeRules
{
    private const int LongestName = 63;
    private const int LongestText = 255;
    private const long HighestRevision = 1_000_000_000_000;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-");

    private static readonly SearchValues<char> KeyCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/:-");

    // OpenSSH 9.6 and later refuse these in a user name given on the command line.
    private static readonly SearchValues<char> UserRefused = SearchValues.Create(" '`\"$;&<>|(){}/");

    /// <summary>Refuses a node with a field that cannot be used.</summary>
    /// <param name="node">The node.</param>
    /// <exception cref="DentropyException">
    /// <c>InvalidNodeName</c>, <c>InvalidNodeAddress</c>, <c>InvalidNodePort</c>, <c>InvalidNodeUser</c>, <c>InvalidNodeIdentityFile</c>,
    /// <c>InvalidNodeProxyJump</c>, <c>InvalidNodeDockerHost</c>, <c>InvalidNodeDockerCertPath</c>, <c>InvalidNodeRole</c>, <c>InvalidNodeTag</c>,
    /// <c>InvalidNodeMetadata</c>, or <c>InvalidNodeField</c>
    /// for hardware, architecture, switch, power and site. The message names the node, the field, what is wrong and the way out.
    /// </exception>
    public static void Validate(DcNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        Refuse(node, "InvalidNodeName", NodeField.Name, node.Name ?? "");
        Refuse(node, "InvalidNodeAddress", NodeField.Address, node.Address);
        Refuse(node, "InvalidNodePort", NodeField.Port, node.Port?.ToString(CultureInfo.InvariantCulture));
        Refuse(node, "InvalidNodeUser", NodeField.User, node.User);
        Refuse(node, "InvalidNodeIdentityFile", NodeField.IdentityFile, node.IdentityFile);
        Refuse(node, "InvalidNodeProxyJump", NodeField.ProxyJump, node.ProxyJump);
        Refuse(node, "InvalidNodeDockerHost", NodeField.DockerHost, node.DockerHost);
        Refuse(node, "InvalidNodeDockerCertPath", NodeField.DockerCertPath, node.DockerCertPath);
        foreach (var role in node.Roles)
            Refuse(node, "InvalidNodeRole", NodeField.Roles, role ?? "");
        foreach (var tag in node.Tags)
            Refuse(node, "InvalidNodeTag", NodeField.Tags, tag ?? "");
        Refuse(node, "InvalidNodeField", NodeField.Hardware, node.Hardware);
        Refuse(node, "InvalidNodeField", NodeField.Architecture, node.Architecture);
        Refuse(node, "InvalidNodeField", NodeField.Switch, node.Switch);
        Refuse(node, "InvalidNodeField", NodeField.Power, node.Power);
        Refuse(node, "InvalidNodeField", NodeField.Site, node.Site);
        foreach (var (key, value) in node.Metadata)
        {
            if ((CheckMetadataKey(key) ?? CheckMetadataValue(key, value)) is { } problem)
                throw Invalid(node, "InvalidNodeMetadata", NodeField.Metadata, problem);
        }

        var keys = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var key in node.Metadata.Keys)
        {
            if (!keys.TryAdd(key, key))
                throw Invalid(node, "InvalidNodeMetadata", NodeField.Metadata, SameKey(keys[key], key));
        }

        if (CheckJumpsElsewhere(node.Name!, node.ProxyJump) is { } loop)
            throw Invalid(node, "InvalidNodeProxyJump", NodeField.ProxyJump, loop);
    }

    /// <summary>
    /// The node as it is stored: blank texts count as not set, one spelling of each architecture (Debian's: <c>x86_64</c> becomes
    /// <c>amd64</c>, <c>aarch64</c> becomes <c>arm64</c>), roles and tags without repeats, metadata sorted by key.
    /// </summary>
    /// <param name="node">The node.</param>
    public static DcNode Normalize(DcNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node with
        {
            Address = Text(node.Address),
            User = Text(node.User),
            IdentityFile = Text(node.IdentityFile),
            ProxyJump = Text(node.ProxyJump),
            DockerHost = Text(node.DockerHost),
            DockerCertPath = Text(node.DockerCertPath),
            Roles = Distinct(node.Roles),
            Tags = Distinct(node.Tags),
            Hardware = Text(node.Hardware),
            Architecture = Text(node.Architecture) is { } architecture ? NormalizeArchitecture(architecture) : null,
            Switch = Text(node.Switch),
            Power = Text(node.Power),
            Site = Text(node.Site),
            Metadata = Sorted(node.Metadata),
        };
    }

    /// <summary>Whether a text can be the name of a node that the inventory holds.</summary>
    internal static bool IsName(string? name) => name is not null && CheckName(name) is null;

    /// <summary>What is wrong with a value of a field, and the way out; null where nothing is. Lists are checked item by item.</summary>
    internal static string? Check(NodeField field, string value) => field switch
    {
        NodeField.Name => CheckName(value),
        NodeField.Address => CheckAddress(value),
        NodeField.Port => TryPort(value, out _) ? null : $"'{Shown.Text(value)}' is not a port; write a number from 1 to 65535",
        NodeField.User => CheckUser(value),
        NodeField.IdentityFile => CheckPath(value),
        NodeField.ProxyJump => CheckProxyJump(value),
        NodeField.DockerHost => CheckDockerHost(value),
        NodeField.DockerCertPath => CheckFolder(value),
        NodeField.Roles or NodeField.Tags => CheckLabel(value),
        NodeField.Revision => TryRevision(value, out _) ? null : $"'{Shown.Text(value)}' is not a revision; write a whole number from 1 on",
        _ => CheckText(value),
    };

    internal static bool TryPort(string value, out int port) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;

    internal static bool TryRevision(string value, out long revision) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out revision) && revision is >= 1 and <= HighestRevision;

    internal static string? CheckMetadataKey(string key)
    {
        if (key.Length is 0 or > LongestName || key.AsSpan().ContainsAnyExcept(KeyCharacters) || !char.IsAsciiLetterOrDigit(key[0]))
            return $"'{Shown.Text(key)}' cannot be a key; use 1 to 63 letters, digits, dots, hyphens, underscores, slashes and colons, a letter or digit first";

        return null;
    }

    internal static string? CheckMetadataValue(string key, string? value)
    {
        if (value is null)
            return $"{key} has no value; give it one, or leave the key out";

        for (var i = 0; i < value.Length; i++)
        {
            if (char.IsControl(value[i]) && value[i] is not ('\n' or '\t' or '\r'))
                return $"the value of {key} holds the control character \\u{(int)value[i]:X4}; take it out";

            if (BrokenSurrogate(value, ref i))
                return $"the value of {key} holds half of a character (\\u{(int)value[i]:X4}), which no file can keep; take it out";
        }

        return null;
    }

    internal static string SameKey(string first, string second) =>
        string.Equals(first, second, StringComparison.Ordinal)
            ? $"the key {first} is there twice; keep one"
            : $"the keys {first} and {second} differ only in letter case; keep one";

    internal static string? CheckJumpsElsewhere(string name, string? proxyJump)
    {
        if (proxyJump is null || !proxyJump.Contains(name, StringComparison.OrdinalIgnoreCase))
            return null;

        return proxyJump.Split(',').Any(hop => string.Equals(hop[(hop.LastIndexOf('@') + 1)..], name, StringComparison.OrdinalIgnoreCase))
            ? $"'{Shown.Text(proxyJump)}' goes through the node itself; name another host"
            : null;
    }

    internal static string NormalizeArchitecture(string architecture) => architecture switch
    {
        "arm64" or "amd64" => architecture,
        _ => architecture.ToLowerInvariant() switch
        {
            "x86_64" or "x86-64" or "x64" => "amd64",
            "aarch64" or "armv8" or "arm64v8" => "arm64",
            "armv7l" or "armv7" => "armhf",
            "i686" or "i586" or "x86" => "i386",
            var other => other,
        },
    };

    internal static IReadOnlyList<string> Distinct(IReadOnlyList<string> labels) =>
        labels.Count < 2 ? labels : [.. labels.Distinct(StringComparer.OrdinalIgnoreCase)];

    internal static ReadOnlyDictionary<string, string> Sorted(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count == 0)
            return ReadOnlyDictionary<string, string>.Empty;

        var sorted = new SortedList<string, string>(metadata.Count, StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in metadata)
        {
            // Keys that differ in letter case only are refused by the rules, and must get there.
            if (!sorted.TryAdd(key, value))
                return new ReadOnlyDictionary<string, string>(metadata.ToDictionary(StringComparer.Ordinal));
        }

        return new ReadOnlyDictionary<string, string>(sorted);
    }

    private static string? CheckName(string name)
    {
        if (name.Length == 0)
            return "the name is empty; give the node one";
        if (name.Length > LongestName)
            return $"'{Shown.Text(name)}' has {name.Length} characters; use 63 at most";
        if (name.AsSpan().ContainsAnyExcept(NameCharacters))
            return $"'{Shown.Text(name)}' holds a character that no name can; use letters, digits, dots, hyphens and underscores";
        if (name[0] is '-' or '.')
            return $"'{name}' starts with '{name[0]}'; start with a letter or a digit";
        if (name[^1] == '.')
            return $"'{name}' ends with a dot, which Windows cannot keep as a file name; end with a letter or a digit";
        if (string.Equals(name, DcNode.LocalName, StringComparison.OrdinalIgnoreCase))
            return "localhost is always this machine and needs no entry; choose another name";
        if (IsDevice(name))
            return $"'{name}' is a device on Windows, where no file can have that name; choose another name";

        return null;
    }

    // https://learn.microsoft.com/windows/win32/fileio/naming-a-file: reserved with any extension too.
    private static bool IsDevice(string name)
    {
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var stem = dot < 0 ? name.AsSpan() : name.AsSpan(0, dot);
        if (stem.Length == 3)
        {
            return stem.Equals("con", StringComparison.OrdinalIgnoreCase) || stem.Equals("prn", StringComparison.OrdinalIgnoreCase)
                || stem.Equals("aux", StringComparison.OrdinalIgnoreCase) || stem.Equals("nul", StringComparison.OrdinalIgnoreCase);
        }

        return stem.Length == 4 && char.IsAsciiDigit(stem[3])
            && (stem.StartsWith("com", StringComparison.OrdinalIgnoreCase) || stem.StartsWith("lpt", StringComparison.OrdinalIgnoreCase));
    }

    private static string? CheckAddress(string address)
    {
        if (address.Length == 0)
            return "the address is empty; write a host name or an IP address, or leave it out where the name is enough";

        return HostRules.Check(address) is { } problem ? $"'{Shown.Text(address)}' {problem}" : null;
    }

    private static string? CheckUser(string user)
    {
        var shown = Shown.Text(user);
        if (user.Length is 0 or > LongestText)
            return "the user is empty or longer than 255 characters; write the account's name, or leave it out";
        if (user[0] == '-')
            return $"'{shown}' starts with a hyphen, which ssh would take for an option; write the account's name";
        if (user.AsSpan().ContainsAny(UserRefused) || user[^1] == '\\' || HoldsUnprintable(user))
            return $"'{shown}' holds a character that ssh refuses in a user; write the account's name alone";

        return null;
    }

    private static string? CheckPath(string path)
    {
        if (path.Length == 0)
            return "the path is empty; write the private key's path, or leave it out";
        if (path[0] == '-')
            return $"'{Shown.Text(path)}' starts with a hyphen, which ssh would take for an option; write a full path, or ./ in front";
        if (path.Length > 4096 || HoldsUnprintable(path))
            return $"'{Shown.Text(path)}' is too long or holds a control character; write the private key's path";

        return null;
    }

    private static string? CheckDockerHost(string url) => url.Length > 4096 || HoldsUnprintable(url)
        ? $"'{Shown.Text(url)}' is too long or holds a control character; write unix:///path or tcp://host:port"
        : DockerHostRules.Check(url) is { } problem ? $"'{Shown.Text(url)}' cannot be Docker's endpoint: {problem}" : null;

    private static string? CheckFolder(string path) => path.Length is 0 or > 4096 || HoldsUnprintable(path)
        ? $"'{Shown.Text(path)}' is empty, too long or holds a control character; write the path of the folder with ca.pem, cert.pem and key.pem"
        : null;

    private static string? CheckProxyJump(string jumps)
    {
        if (jumps.Length is 0 or > 4096)
            return "the list of jump hosts is empty or too long; write nodes or [user@]host[:port], separated by commas";

        foreach (var jump in jumps.Split(','))
        {
            var at = jump.LastIndexOf('@');
            var user = at < 0 ? null : jump[..at];
            var problem = (user is null ? null : CheckUser(user)) ?? HostRules.CheckWithPort(jump[(at + 1)..]);
            if (problem is not null)
                return $"'{Shown.Text(jump)}' in '{Shown.Text(jumps)}' is no jump host: {problem}; write nodes or [user@]host[:port], separated by commas";
        }

        return null;
    }

    private static string? CheckLabel(string label)
    {
        if (label.Length is 0 or > LongestName || label.AsSpan().ContainsAnyExcept(LabelCharacters) || !char.IsAsciiLetterOrDigit(label[0]))
        {
            var hint = label.Contains(',', StringComparison.Ordinal) ? "; write several as a list: [one, two]" : "";
            return $"'{Shown.Text(label)}' cannot be a role or tag; use 1 to 63 letters, digits, dots, hyphens, underscores and colons, a letter or digit first{hint}";
        }

        return null;
    }

    private static string? CheckText(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "the value is blank; write one, or leave it out";
        if (text.Length > LongestText)
            return $"'{Shown.Text(text)}' has {text.Length} characters; use 255 at most";
        if (HoldsUnprintable(text))
            return $"'{Shown.Text(text)}' holds a control character; take it out";

        return null;
    }

    private static bool HoldsUnprintable(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || text[i] is '\u2028' or '\u2029' || BrokenSurrogate(text, ref i))
                return true;
        }

        return false;
    }

    // Steps over the second half of a whole pair.
    private static bool BrokenSurrogate(string text, ref int i)
    {
        if (!char.IsSurrogate(text[i]))
            return false;
        if (i + 1 >= text.Length || !char.IsSurrogatePair(text[i], text[i + 1]))
            return true;

        i++;
        return false;
    }

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static void Refuse(DcNode node, string errorId, NodeField field, string? value)
    {
        if (value is not null && Check(field, value) is { } problem)
            throw Invalid(node, errorId, field, problem);
    }

    private static DentropyException Invalid(DcNode node, string errorId, NodeField field, string problem) => new(
        errorId,
        DentropyErrorCategory.InvalidArgument,
        node.Name,
        $"Node {Shown.Text(node.Name ?? "")}: {field.Key()}: {problem}.");
}
