using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Engine.Secrets;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>Reads one file of a profile into a draft, with a node's values in the place of variables.</summary>
internal sealed class ProfileReader(ProfileFile file, ProfileVariables variables, ProfileDraft draft)
{
    // Without them nobody could come back to mend it.
    private static readonly string[] s_needed = ["apt", "base-files", "coreutils", "dash", "dpkg", "libc6", "openssh-server", "sudo", "util-linux"];

    private readonly ProfileKeys _top = file.Top;

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        HostName();
        if (Text(_top, "timezone") is { } zone)
            draft.TimeZone = ProfileText.IsZone(zone) ? zone : throw _top.Wrong("timezone", $"is no time zone such as Europe/Berlin: {ProfileText.Quoted(zone)}");
        Packages();
        foreach (var (name, _, keys) in _top.Maps("users", "shell", "uid", "system", "groups", "keys", "password"))
            await UserAsync(Replace(name, keys.Line), keys, cancellationToken).ConfigureAwait(false);
        foreach (var (path, _, keys) in _top.Maps("files", "content", "source", "secret", "template", "mode", "owner", "check", "absent"))
            await FileAsync(Replace(path, keys.Line), keys, cancellationToken).ConfigureAwait(false);
        if (_top.Piece("sysctl") is { } sysctl)
            Sysctl(new ProfileKeys(_top.Path, "sysctl", sysctl));
        foreach (var (name, _, keys) in _top.Maps("services", "enabled", "running", "watch"))
            Service(Replace(name, keys.Line), keys);
        new ProfileRoles(_top, Text, draft).Read();
        if (_top.Piece("ssh") is { } ssh)
            await AuthoritiesAsync(new ProfileKeys(_top.Path, "ssh", ssh), cancellationToken).ConfigureAwait(false);
    }

    private void HostName()
    {
        // "true" stands for the node's own name, so that nobody has to write a variable for it.
        var name = Text(_top, "hostname") is "true" ? variables.Replace("{{node.name}}", _top.Path, _top.Line) : Text(_top, "hostname");
        if (name is null or "false")
            return;
        draft.HostName = ProfileText.IsHostName(name) ? name : throw _top.Wrong("hostname", $"is no name of a host: {ProfileText.Quoted(name)}");
    }

    private void Packages()
    {
        if (_top.Piece("packages") is YamlMap map)
        {
            var keys = new ProfileKeys(_top.Path, "packages", map, "present", "absent");
            Take(keys, "present", there: true);
            Take(keys, "absent", there: false);
        }
        else
        {
            Take(_top, "packages", there: true);
        }

        void Take(ProfileKeys keys, string key, bool there)
        {
            foreach (var name in keys.Texts(key).Select(name => Replace(name, keys.LineOf(key))))
            {
                if (!ProfileText.IsPackage(name))
                    throw keys.Wrong(key, $"has {ProfileText.Quoted(name)}, which is no name of a package");
                if (!there && s_needed.Contains(name, StringComparer.Ordinal))
                    throw keys.Wrong(key, $"would take {name} away, without which nobody could come back to the node");
                draft.Packages[name] = there;
            }
        }
    }

    private async Task UserAsync(string name, ProfileKeys keys, CancellationToken cancellationToken)
    {
        if (!ProfileText.IsUser(name))
            throw keys.Wrong($"is no name of an account: {ProfileText.Quoted(name)}");
        var groups = keys.Texts("groups").Select(group => Replace(group, keys.LineOf("groups"))).ToList();
        if (groups.Find(group => !ProfileText.IsUser(group)) is { } bad)
            throw keys.Wrong("groups", $"has {ProfileText.Quoted(bad)}, which is no name of a group");
        if (Text(keys, "shell") is { } shell && !ProfileText.IsPath(shell))
            throw keys.Wrong("shell", "is no absolute path");
        if (Text(keys, "password") is not (null or "none"))
            throw keys.Wrong("password", "can only be none, which means that no password ever matches");
        draft.Users[name] = new UserStep(name)
        {
            Shell = Text(keys, "shell"),
            Uid = keys.Whole("uid"),
            System = keys.Flag("system") ?? false,
            Groups = groups,
            NoPassword = Text(keys, "password") is not null,
            Keys = await KeysAsync(keys, "keys", cancellationToken).ConfigureAwait(false),
        };
    }

    // Each is a key, or file:PATH of one or several.
    private async Task<IReadOnlyList<AuthorizedKey>> KeysAsync(ProfileKeys keys, string name, CancellationToken cancellationToken)
    {
        var read = new List<AuthorizedKey>();
        foreach (var text in keys.Texts(name).Select(text => Replace(text, keys.LineOf(name))))
        {
            var lines = text.StartsWith("file:", StringComparison.Ordinal) ? Encoding.UTF8.GetString(await BytesAsync(text["file:".Length..], cancellationToken).ConfigureAwait(false)) : text;
            var found = AuthorizedKey.ReadAll(lines).ToList();
            if (found.Count == 0 && !text.Contains("{{", StringComparison.Ordinal))
                throw keys.Wrong(name, $"has {ProfileText.Quoted(text)}, which holds no public key");
            read.AddRange(found);
        }

        return [.. read.DistinctBy(key => key.Blob, StringComparer.Ordinal)];
    }

    // Authorities whose certificates let users in, and what is revoked. The files are named by their content: so another content is another setting of sshd, which has to be proved
    // by a login before it stays, and the file of the setting before is there to go back to.
    private async Task AuthoritiesAsync(ProfileKeys keys, CancellationToken cancellationToken)
    {
        if (keys.Piece("ca") is not null)
        {
            var authorities = await KeysAsync(keys, "ca", cancellationToken).ConfigureAwait(false);
            if (authorities.FirstOrDefault(key => key.Options.Length > 0) is { } limited)
                throw keys.Wrong("ca", $"has {ProfileText.Quoted(limited.Options)} before a key, and sshd takes only keys there");
            Setting("TrustedUserCAKeys", "ca", ".pub", Encoding.UTF8.GetBytes(string.Concat(authorities.Select(key => key + "\n"))));
        }

        if (Text(keys, "revoked") is { } revoked)
            Setting("RevokedKeys", "revoked", "", await BytesAsync(revoked, cancellationToken).ConfigureAwait(false));

        void Setting(string setting, string name, string ending, byte[] content)
        {
            var path = $"/etc/ssh/dentropy-{name}-{Convert.ToHexStringLower(SHA256.HashData(content))[..12]}{ending}";
            draft.Files[path] = new FileStep(path, content);
            draft.Ssh[setting] = path;
        }
    }

    private async Task FileAsync(string path, ProfileKeys keys, CancellationToken cancellationToken)
    {
        if (!ProfileText.IsPath(path))
            throw keys.Wrong("is no absolute path of a file");
        string[] sources = [.. ((string[])["content", "source", "secret", "absent"]).Where(key => keys.Piece(key) is not null)];
        if (sources.Length != 1)
            throw keys.Wrong("needs one of content, source, secret and absent");
        var mode = keys.Text("mode") ?? (sources is ["secret"] ? "600" : "644");
        if (!ProfileText.IsMode(mode))
            throw keys.Wrong("mode", "is no mode such as 0644");
        var owner = Text(keys, "owner") ?? "root";
        if (!ProfileText.IsOwner(owner))
            throw keys.Wrong("owner", "is no account, or account:group");
        if (keys.Text("check") is { } check && (!check.Contains("{file}", StringComparison.Ordinal) || !ProfileText.IsLine(check)))
            throw keys.Wrong("check", "is no command on one line with {file} in it");
        if (sources is ["absent"] && keys.Flag("absent") != true)
            throw keys.Wrong("absent", "can only be true");
        draft.Files[path] = new FileStep(path, sources is ["absent"] ? null : await ContentAsync(keys, sources[0], cancellationToken).ConfigureAwait(false))
        {
            Mode = mode.Length == 4 && mode[0] == '0' ? mode[1..] : mode.Length == 5 ? mode[1..] : mode,
            Owner = owner.Contains(':', StringComparison.Ordinal) ? owner : $"{owner}:{owner}",
            Check = keys.Text("check"),
            Secret = sources is ["secret"],
        };
    }

    private async Task<byte[]> ContentAsync(ProfileKeys keys, string source, CancellationToken cancellationToken)
    {
        var text = keys.Text(source)!;
        if (source == "secret")
        {
            var reference = SecretReference.Parse(text) ?? throw keys.Wrong("secret", "is written out, and this file is meant to be shared; write env:NAME, file:PATH or command:LINE instead");
            return Encoding.UTF8.GetBytes(await reference.ReadAsync(Folder, cancellationToken).ConfigureAwait(false) + "\n");
        }

        var bytes = source == "content" ? Encoding.UTF8.GetBytes(text) : await BytesAsync(Replace(text, keys.LineOf(source)), cancellationToken).ConfigureAwait(false);
        // What is no text has no variables.
        var rendered = keys.Flag("template") != false && System.Text.Unicode.Utf8.IsValid(bytes);
        return rendered ? Encoding.UTF8.GetBytes(Replace(Encoding.UTF8.GetString(bytes), keys.LineOf(source))) : bytes;
    }

    private void Sysctl(ProfileKeys keys)
    {
        foreach (var (key, _) in keys.All)
        {
            if (!ProfileText.IsSysctl(key))
                throw keys.Wrong(key, "is no setting of the kernel such as vm.swappiness");
            var value = Text(keys, key);
            draft.Sysctl[key] = value is not null && ProfileText.IsLine(value) ? value : throw keys.Wrong(key, "has no value on one line");
        }
    }

    private void Service(string name, ProfileKeys keys)
    {
        if (!ProfileText.IsService(name))
            throw keys.Wrong($"is no name of a service without .service: {ProfileText.Quoted(name)}");
        var watch = keys.Texts("watch").Select(path => Replace(path, keys.LineOf("watch"))).ToList();
        if (watch.Find(path => !ProfileText.IsPath(path)) is { } bad)
            throw keys.Wrong("watch", $"has {ProfileText.Quoted(bad)}, which is no absolute path of a file");
        draft.Services[name] = new ServiceStep(name) { Enabled = keys.Flag("enabled"), Running = keys.Flag("running"), Watch = watch };
    }

    private string? Text(ProfileKeys keys, string key) => keys.Text(key) is { } text ? Replace(text, keys.LineOf(key)) : null;

    private string Replace(string text, int line) => variables.Replace(text, file.Path, line);

    private string Folder => Path.GetDirectoryName(file.Path) ?? "";

    private async Task<byte[]> BytesAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Folder, name);
        try
        {
            return await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw ProfileErrors.Unreadable(path, e);
        }
    }
}
