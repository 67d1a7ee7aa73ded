using System.Text;
using Dentropy.Engine.Provisioning.Steps;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>Parts of a profile that stand for several steps: time, Docker, unattended upgrades, sshd.</summary>
internal sealed class ProfileRoles(ProfileKeys top, Func<ProfileKeys, string, string?> text, ProfileDraft draft)
{
    private const string Head = "# Made by Dentropy; Initialize-DcNode writes it anew.\n";

    public void Read()
    {
        if (top.Piece("ntp") is not null)
            Time();
        if (top.Piece("docker") is { } docker)
            Docker(new ProfileKeys(top.Path, "docker", docker, "daemon"));
        if (top.Piece("upgrades") is { } upgrades)
            Upgrades(new ProfileKeys(top.Path, "upgrades", upgrades, "automatic", "reboot"));
        if (top.Piece("ssh") is { } ssh)
            Ssh(new ProfileKeys(top.Path, "ssh", ssh, "passwords", "root", "rootPassword", "settings"));
    }

    private void Time()
    {
        const string path = "/etc/systemd/timesyncd.conf.d/10-dentropy.conf";
        var servers = top.Texts("ntp");
        if (servers.FirstOrDefault(server => !ProfileText.IsHostName(server) && !System.Net.IPAddress.TryParse(server, out _)) is { } bad)
            throw top.Wrong("ntp", $"has {ProfileText.Quoted(bad)}, which is no host");
        draft.Packages["systemd-timesyncd"] = true;
        Put(path, $"{Head}[Time]\nNTP={string.Join(' ', servers)}\n");
        draft.Services["systemd-timesyncd"] = new ServiceStep("systemd-timesyncd") { Enabled = true, Running = true, MayPass = true, Watch = [path] };
    }

    private void Docker(ProfileKeys keys)
    {
        const string path = "/etc/docker/daemon.json";
        draft.Packages["docker.io"] = true;
        if (keys.Piece("daemon") is { } daemon)
            Put(path, ProfileJson.Text(top.Path, daemon));
        draft.Services["docker"] = new ServiceStep("docker") { Enabled = true, Running = true, Watch = [path] };
    }

    private void Upgrades(ProfileKeys keys)
    {
        var on = keys.Flag("automatic") ?? true;
        if (on)
            draft.Packages["unattended-upgrades"] = true;
        Put("/etc/apt/apt.conf.d/20auto-upgrades", $"APT::Periodic::Update-Package-Lists \"{(on ? 1 : 0)}\";\nAPT::Periodic::Unattended-Upgrade \"{(on ? 1 : 0)}\";\n");
        var reboot = text(keys, "reboot") ?? "never";
        if (reboot != "never" && !TimeOnly.TryParseExact(reboot, "HH:mm", out _))
            throw keys.Wrong("reboot", "is neither never nor a time such as 04:30");
        var words = reboot == "never" ? "Unattended-Upgrade::Automatic-Reboot \"false\";\n" : $"Unattended-Upgrade::Automatic-Reboot \"true\";\nUnattended-Upgrade::Automatic-Reboot-Time \"{reboot}\";\n";
        Put("/etc/apt/apt.conf.d/60dentropy", "// Made by Dentropy; Initialize-DcNode writes it anew.\n" + words);
    }

    private void Ssh(ProfileKeys keys)
    {
        if (keys.Flag("passwords") is { } passwords)
        {
            draft.Ssh["PasswordAuthentication"] = passwords ? "yes" : "no";
            draft.Ssh["KbdInteractiveAuthentication"] = passwords ? "yes" : "no";
        }

        if (text(keys, "root") is { } root)
            draft.Ssh["PermitRootLogin"] = root switch { "keys" => "prohibit-password", "no" or "false" => "no", _ => throw keys.Wrong("root", "is neither keys nor no") };
        if (text(keys, "rootPassword") is { } password)
            draft.Users["root"] = password == "none" ? new UserStep("root") { NoPassword = true } : throw keys.Wrong("rootPassword", "can only be none, which means that no password ever matches");
        if (keys.Piece("settings") is not { } settings)
            return;
        var options = new ProfileKeys(top.Path, "settings of ssh", settings);
        foreach (var (key, _) in options.All)
        {
            // Both would change what the lines after them mean.
            if (!key.All(char.IsAsciiLetter) || key.ToLowerInvariant() is "match" or "include")
                throw options.Wrong(key, "is no setting of sshd that can stand alone");
            draft.Ssh[key] = text(options, key) is { } value && ProfileText.IsLine(value) ? value : throw options.Wrong(key, "has no value on one line");
        }
    }

    private void Put(string path, string content) => draft.Files[path] = new FileStep(path, Encoding.UTF8.GetBytes(content));
}
