using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Provisioning.Facts;

/// <summary>A file as it lies on a node.</summary>
/// <param name="Mode">Permission bits, octal.</param>
/// <param name="Owner">Account and group, <c>root:root</c>.</param>
/// <param name="Kind">What stat calls it: <c>regular file</c>, <c>directory</c>, <c>symbolic link</c>...</param>
/// <param name="Size">Bytes.</param>
internal sealed record FileFact(string Mode, string Owner, string Kind, long Size)
{
    /// <summary>Whether its content has the sum that was asked for.</summary>
    public bool Same { get; set; }

    /// <summary>Its content where that differs or was asked for; cut at <see cref="FactScript.LargestShown"/>.</summary>
    public byte[]? Content { get; set; }

    public bool IsRegular => Kind.StartsWith("regular", StringComparison.Ordinal);
}

/// <summary>An account.</summary>
internal sealed record UserFact(string Name, int Uid, int Gid, string Home, string Shell)
{
    /// <summary><c>password</c>, <c>none</c> (no password ever matches), <c>locked</c> or <c>empty</c>.</summary>
    public string Password { get; set; } = "none";

    /// <summary>Its authorized_keys; empty where there is none.</summary>
    public string Keys { get; set; } = "";
}

/// <summary>A service.</summary>
/// <param name="Active">It runs.</param>
/// <param name="Enabled">It starts at boot.</param>
/// <param name="Fixed">There is nothing to enable.</param>
/// <param name="PassedOver">systemd was to start it, and a condition of its unit does not hold here (systemd.unit(5), ConditionResult).</param>
internal sealed record ServiceFact(bool Active, bool Enabled, bool Fixed, bool PassedOver = false);

/// <summary>What a node's answer to <see cref="FactScript"/> says.</summary>
internal sealed class NodeFacts
{
    public bool Complete { get; private set; }

    public string Distribution { get; private set; } = "";

    public string Release { get; private set; } = "";

    public string Architecture { get; private set; } = "";

    public bool Systemd { get; private set; }

    /// <summary>Packages by name with the letter of their state; <c>i</c> is installed.</summary>
    public Dictionary<string, char> Packages { get; } = new(StringComparer.Ordinal);

    /// <summary>Packages that dpkg has not finished with.</summary>
    public List<string> Broken { get; } = [];

    /// <summary>Whether dpkg was interrupted in the middle of its own records.</summary>
    public bool Journal { get; private set; }

    public Dictionary<string, FileFact> Files { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, UserFact> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>Members of each group, not those who have it as their own.</summary>
    public Dictionary<string, (int Gid, HashSet<string> Members)> Groups { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, ServiceFact> Services { get; } = new(StringComparer.Ordinal);

    /// <summary>Services that a run before has left to be restarted.</summary>
    public HashSet<string> Pending { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, string> Sysctl { get; } = new(StringComparer.Ordinal);

    public string Zone { get; private set; } = "";

    public string ZoneName { get; private set; } = "";

    public bool ZoneKnown { get; private set; }

    public string HostName { get; private set; } = "";

    public Dictionary<string, string> Sshd { get; } = new(StringComparer.Ordinal);

    /// <summary>Why sshd does not take its configuration as it is now; null where it does.</summary>
    public string? SshdFault { get; private set; }

    /// <summary>Whether a run before has changed sshd and did not live to see whether anybody still gets in.</summary>
    public bool Unproven { get; private set; }

    /// <summary>Reads an answer.</summary>
    /// <param name="output">What the script printed.</param>
    /// <param name="questions">What was asked; services come in its order.</param>
    public static NodeFacts Parse(string output, FactQuestions questions)
    {
        var facts = new NodeFacts();
        var units = new UnitReader(facts, questions.Services);
        foreach (var line in output.Split('\n'))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0)
                facts.Take(line[..space], line[(space + 1)..], units);
        }

        units.End();
        return facts;
    }

    private void Take(string key, string value, UnitReader units)
    {
        switch (key)
        {
            case "os": (Distribution, Release) = Two(value); break;
            case "arch": Architecture = value.Trim(); break;
            case "systemd": Systemd = true; break;
            case "package" when value.Split(' ') is [var name, [var state], ..]: Packages[name] = Keep(name, state); break;
            case "broken": Broken.Add(value); break;
            case "journal": Journal = true; break;
            case "file": TakeFile(value.Split('|', 6)); break;
            case "same" when Files.TryGetValue(value, out var same): same.Same = true; break;
            case "content": TakeContent(value); break;
            case "passwd": TakeUser(value.Split(':')); break;
            case "group": TakeGroup(value.Split(':')); break;
            case "shadow" when Two(value) is var (user, kind) && Users.TryGetValue(user, out var account): account.Password = kind; break;
            case "keys" when Two(value) is var (owner, keys) && Users.TryGetValue(owner, out var holder): holder.Keys = Encoding.UTF8.GetString(Bytes(keys)); break;
            case "pending": Pending.Add(value); break;
            case "unit": units.Take(value); break;
            case "sysv" when value.Split(' ') is [var service, var active, var enabled]: Services[service] = new ServiceFact(active == "active", enabled == "enabled", Fixed: false); break;
            case "sysctl" when value.Split(':', 2) is [var setting, var text]: Sysctl.TryAdd(setting.Replace('/', '.'), text); break;
            case "zone": Zone = value; break;
            case "zonename": ZoneName = value; break;
            case "zoneknown": ZoneKnown = true; break;
            case "hostname": HostName = value; break;
            case "sshd" when Two(value) is var (option, setting): Sshd[option] = setting; break;
            case "sshdfault": SshdFault = value; break;
            case "unproven": Unproven = true; break;
            case "end": Complete = true; break;
        }
    }

    // Of a package with several architectures the best state counts.
    private char Keep(string name, char state) => Packages.GetValueOrDefault(name) == 'i' ? 'i' : state;

    private void TakeFile(string[] parts)
    {
        if (parts is [var mode, var owner, var group, var kind, var size, var path])
            Files[path] = new FileFact(mode, owner + ":" + group, kind, long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) ? bytes : 0);
    }

    private void TakeContent(string value)
    {
        var (content, path) = Two(value);
        if (Files.TryGetValue(path, out var file))
            file.Content = Bytes(content);
    }

    private void TakeUser(string[] parts)
    {
        if (parts is [var name, _, var uid, var gid, _, var home, var shell, ..])
            Users[name] = new UserFact(name, Number(uid), Number(gid), home, shell);
    }

    private void TakeGroup(string[] parts)
    {
        if (parts is [var name, _, var gid, var members, ..])
            Groups[name] = (Number(gid), new HashSet<string>(members.Split(',', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal));
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    private static byte[] Bytes(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) ? bytes[..length] : [];
    }

    private static (string First, string Tail) Two(string value)
    {
        var space = value.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (value, "") : (value[..space], value[(space + 1)..]);
    }
}
