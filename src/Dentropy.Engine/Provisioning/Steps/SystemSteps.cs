using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>Settings of the kernel: those that count now. The file that brings them back at boot is a step of its own before this one.</summary>
internal sealed class SysctlStep(IReadOnlyDictionary<string, string> settings) : NodeStep("sysctl", string.Join(' ', settings.Keys))
{
    /// <summary>The file with the settings.</summary>
    public const string Path = "/etc/sysctl.d/60-dentropy.conf";

    /// <summary>Its content.</summary>
    public static byte[] Content(IReadOnlyDictionary<string, string> settings) =>
        Encoding.UTF8.GetBytes("# Made by Dentropy; Initialize-DcNode writes it anew.\n" + string.Concat(settings.Select(pair => $"{pair.Key} = {pair.Value}\n")));

    public override void Ask(FactQuestions questions) => questions.Sysctl.UnionWith(settings.Keys);

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        var changed = settings.Where(pair => Plain(facts.Sysctl.GetValueOrDefault(pair.Key)) != Plain(pair.Value)).ToList();
        return changed.Count == 0 ? null : new StepChange(
            string.Join("; ", changed.Select(pair => $"{pair.Key} {Plain(facts.Sysctl.GetValueOrDefault(pair.Key)) ?? "(not there)"} to {pair.Value}")),
            // Written where it is and not by sysctl, which is no part of a minimal system.
            StepScripts.Make(string.Concat(changed.Select(pair => $"said=$( {{ printf '%s\\n' {ShellQuote.Word(pair.Value)} >/proc/sys/{pair.Key.Replace('.', '/')}; }} 2>&1) || die sysctl \"{pair.Key}: $said\"\n"))));
    }

    // The kernel puts tabs between numbers.
    private static string? Plain(string? value) => value is null ? null : string.Join(' ', value.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>The time zone.</summary>
internal sealed class TimeZoneStep(string zone) : NodeStep("timezone", zone)
{
    public override void Ask(FactQuestions questions) => questions.Zone = Name;

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        var linked = facts.Zone.EndsWith("/zoneinfo/" + Name, StringComparison.Ordinal);
        // Debian's tzdata goes by this file where it is there.
        if (linked && (facts.ZoneName.Length == 0 || facts.ZoneName == Name))
            return null;
        if (!facts.ZoneKnown && !plan.Installed.Contains("tzdata"))
            throw Cannot(plan, "ProvisionTimeZoneUnknown", $"there is no time zone {Name}. Correct the profile, or have it install the package tzdata.");
        var from = facts.Zone.IndexOf("/zoneinfo/", StringComparison.Ordinal) is > 0 and var at ? facts.Zone[(at + 10)..] : facts.ZoneName;
        return new StepChange(from.Length > 0 ? $"{from} to {Name}" : $"set {Name}", StepScripts.Make($"z={ShellQuote.Word(Name)}\n" + """
            said=$( { ln -s "/usr/share/zoneinfo/$z" /etc/.localtime.dentropy && mv -fT /etc/.localtime.dentropy /etc/localtime &&
                if [ -e /etc/timezone ]; then echo "$z" >/etc/.timezone.dentropy && mv -f /etc/.timezone.dentropy /etc/timezone; fi; } 2>&1) ||
                { rm -f /etc/.localtime.dentropy /etc/.timezone.dentropy; die write "$said"; }

            """));
    }
}

/// <summary>The node's own name, for now, for the next boot, and in its own list of hosts.</summary>
internal sealed class HostNameStep(string host) : NodeStep("hostname", host)
{
    private const string HostsPath = "/etc/hosts";

    public override void Ask(FactQuestions questions)
    {
        questions.HostName = true;
        questions.Files["/etc/hostname"] = null;
        questions.Files[HostsPath] = null;
    }

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        var words = new List<string>();
        var script = new StringBuilder(StepScripts.Put);
        var kept = facts.Files.GetValueOrDefault("/etc/hostname") is { Content: { } content } ? Encoding.UTF8.GetString(content).Trim() : "";
        if (kept != Name)
        {
            words.Add(kept.Length > 0 ? $"{kept} to {Name} at boot" : $"{Name} at boot");
            var line = Encoding.UTF8.GetBytes(Name + "\n");
            script.Append($"printf '%s\\n' {ShellQuote.Word(Name)} | put /etc/hostname {Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(line))} root:root 644 ''\n");
        }

        if (facts.HostName != Name)
        {
            words.Add($"{facts.HostName} to {Name} now");
            script.Append($"said=$(hostname {ShellQuote.Word(Name)} 2>&1) || die hostname \"$said\"\n");
        }

        string? diff = null;
        byte[]? input = null;
        var hosts = facts.Files.GetValueOrDefault(HostsPath)?.Content is { } bytes ? Encoding.UTF8.GetString(bytes) : "";
        if (Hosts(hosts) is { } wanted)
        {
            words.Add($"a line for it in {HostsPath}");
            input = Encoding.UTF8.GetBytes(wanted);
            diff = UnifiedDiff.Between(hosts.Length > 0 ? hosts : null, wanted, HostsPath);
            script.Append($"put {HostsPath} {Convert.ToHexStringLower(global::System.Security.Cryptography.SHA256.HashData(input))} root:root 644 ''\n");
        }

        return words.Count == 0 ? null : new StepChange(string.Join("; ", words), StepScripts.Make(script.ToString())) { Input = input, Diff = diff };
    }

    // Null where a line names it already. 127.0.1.1 is Debian's own line for a host's name (Debian Reference, 5.1.1).
    private string? Hosts(string text)
    {
        var lines = text.Split('\n').ToList();
        if (lines.Any(line => Words(line).Skip(1).Contains(Name, StringComparer.OrdinalIgnoreCase)))
            return null;
        var own = lines.FindIndex(line => Words(line) is ["127.0.1.1", ..]);
        if (own >= 0)
            lines[own] = $"127.0.1.1 {Name}";
        else
            lines.Insert(lines.Count > 0 && lines[^1].Length == 0 ? lines.Count - 1 : lines.Count, $"127.0.1.1 {Name}");
        var whole = string.Join('\n', lines);
        return whole.EndsWith('\n') ? whole : whole + "\n";
    }

    private static string[] Words(string line) => line.Split('#')[0].Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}
