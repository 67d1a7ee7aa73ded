using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>The four files that cloud-init's NoCloud reads (cloud-init, "NoCloud"), with their names.</summary>
/// <param name="InstanceId">What cloud-init knows this set-up by.</param>
/// <param name="Files">Names and contents.</param>
internal sealed record SeedFiles(string InstanceId, IReadOnlyList<(string Name, byte[] Content)> Files)
{
    private const string Heading = "#cloud-config\n";
    private const string Root = "root";
    private const string DefaultUser = "ops";
    private const int LargestVendorData = 512 * 1024;

    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="DentropyException"><c>BootMediaInvalid</c>, <c>BootMediaNoKey</c>, <c>BootMediaKeyInvalid</c>, <c>CloudFileInvalid</c>.</exception>
    public static async Task<SeedFiles> ReadAsync(string cloud, DcNode node, IReadOnlyList<string> moreKeys, SeedHostKey? hostKey, CancellationToken cancellationToken)
    {
        if (!SeedRules.IsLabel(node.Name))
            throw Invalid(node.Name, $"'{Shown.Text(node.Name)}' cannot be a host's name: letters, digits and hyphens can. Name the node otherwise.");
        var section = await SeedSection.ReadAsync(cloud, node, cancellationToken).ConfigureAwait(false);
        var keys = (await section.KeysAsync(cancellationToken).ConfigureAwait(false)).ToList();
        foreach (var path in moreKeys)
            keys.AddRange(await SeedRules.KeysAsync(path, cancellationToken).ConfigureAwait(false));
        if (keys.Count == 0)
            throw new DentropyException("BootMediaNoKey", DentropyErrorCategory.InvalidArgument, node.Name, $"No public key is said for {node.Name}, and nobody could log in there. Name one with -Key, or write firstBoot: keys: into cloud.yaml.");
        var user = SeedYaml.Write(UserData(node, section, [.. keys.Distinct(StringComparer.Ordinal)], hostKey), Heading);
        var network = SeedYaml.Write(section.Network(node));
        var vendor = await VendorDataAsync(node, section, cancellationToken).ConfigureAwait(false);
        // The same files are the same instance; others are another one, and cloud-init sets the node up again.
        var id = $"{node.Name}-{Convert.ToHexStringLower(SHA256.HashData(s_utf8.GetBytes($"{user}\0{network}\0{vendor}")))[..12]}";
        var meta = SeedYaml.Write(new JsonObject { ["instance-id"] = id, ["local-hostname"] = node.Name });
        return new SeedFiles(id, [("meta-data", s_utf8.GetBytes(meta)), ("network-config", s_utf8.GetBytes(network)), ("user-data", s_utf8.GetBytes(user)), ("vendor-data", s_utf8.GetBytes(vendor))]);
    }

    private static JsonObject UserData(DcNode node, SeedSection section, IReadOnlyList<string> keys, SeedHostKey? hostKey)
    {
        var name = node.User ?? section.Text("user", SeedRules.IsUser, "name that a new account can have") ?? DefaultUser;
        if (!SeedRules.IsUser(name))
            throw Invalid(node.Name, $"'{Shown.Text(name)}' cannot be an account that a first boot makes: small letters, digits, - and _ can, and no name that the system has itself. Set another user for the node.");
        var isRoot = name == Root;
        var user = new JsonObject { ["name"] = name };
        if (!isRoot)
        {
            user["groups"] = "sudo";
            user["shell"] = "/bin/bash";
            user["sudo"] = "ALL=(ALL) NOPASSWD:ALL";
        }

        user["lock_passwd"] = true;
        user["ssh_authorized_keys"] = List(keys);
        var data = new JsonObject { ["hostname"] = node.Name };
        if (section.Text("domain", SeedRules.IsHostName, "domain") is { } domain)
            data["fqdn"] = $"{node.Name}.{domain}";
        data["manage_etc_hosts"] = true;
        data["users"] = new JsonArray(user);
        data["ssh_pwauth"] = false;
        // With these cloud-init makes none of its own, and takes away those that the image came with (cloud-init, "SSH").
        if (hostKey is not null)
        {
            data["ssh_deletekeys"] = true;
            data["ssh_keys"] = new JsonObject { ["ed25519_private"] = hostKey.Secret, ["ed25519_public"] = hostKey.Key.ToString() };
        }

        data["disable_root"] = !isRoot;
        if (section.Text("timezone", IsPlain, "time zone such as Europe/Berlin") is { } zone)
            data["timezone"] = zone;
        if (section.Text("locale", IsPlain, "locale such as en_GB.UTF-8") is { } locale)
            data["locale"] = locale;
        var packages = section.Texts("packages", SeedRules.IsPackage, "name of a package");
        if (packages.Count > 0)
        {
            data["package_update"] = true;
            data["packages"] = List(packages);
        }

        if (section.Flag("upgrade") is { } upgrade)
            data["package_upgrade"] = upgrade;
        var commands = section.Texts("commands", command => command.Trim().Length > 0, "command");
        if (commands.Count > 0)
            data["runcmd"] = List(commands);
        return data;
    }

    private static async Task<string> VendorDataAsync(DcNode node, SeedSection section, CancellationToken cancellationToken)
    {
        if (section.FilePath("vendorData") is not { } path)
            return Heading + "{}\n";
        try
        {
            if (new FileInfo(path).Length > LargestVendorData)
                throw Invalid(node.Name, $"{path} is larger than {LargestVendorData / 1024} KiB, and vendor-data is not.");
            var text = s_utf8.GetString(await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
            if (!text.StartsWith("#", StringComparison.Ordinal) && !text.StartsWith("Content-Type:", StringComparison.Ordinal))
                throw Invalid(node.Name, $"{path} does not begin with #cloud-config or another word that cloud-init knows its data by.");
            if (text.StartsWith(Heading, StringComparison.Ordinal) && YamlTree.Read(text) is not (null or YamlMap or YamlText { Text: null }))
                throw Invalid(node.Name, $"{path} is no map of keys and values, as a cloud-config is.");
            return text;
        }
        catch (YamlProblemException e)
        {
            throw Invalid(node.Name, $"{path} line {e.Line}: {e.Message}.");
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(node.Name, $"{path} is not UTF-8 text.");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw Invalid(node.Name, $"The vendor-data {path} cannot be read: {e.Message.TrimEnd('.')}.");
        }
    }

    private static bool IsPlain(string text) => text.Length < 64 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+' or '.' or '@') && !text.Contains("..", StringComparison.Ordinal) && text[0] != '/';

    private static JsonArray List(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode?)JsonValue.Create(text))]);

    private static DentropyException Invalid(string node, string problem) => new("BootMediaInvalid", DentropyErrorCategory.InvalidData, node, problem + " Nothing was written.");
}
