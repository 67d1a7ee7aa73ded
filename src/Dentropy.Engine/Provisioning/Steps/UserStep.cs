using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Provisioning.Keys;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>An account, with what it has at least: groups and keys that others gave it stay.</summary>
internal sealed class UserStep(string name) : NodeStep("user", name)
{
    public string? Shell { get; init; }

    public int? Uid { get; init; }

    public bool System { get; init; }

    public IReadOnlyList<string> Groups { get; init; } = [];

    public IReadOnlyList<AuthorizedKey> Keys { get; init; } = [];

    /// <summary>Whether no password is ever to match.</summary>
    public bool NoPassword { get; init; }

    public override void Ask(FactQuestions questions) => questions.Users.Add(Name);

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        var there = facts.Users.GetValueOrDefault(Name);
        if (there is not null && Uid is { } uid && there.Uid != uid)
            throw Cannot(plan, "ProvisionUserDiffers", $"account {Name} has the number {there.Uid} there, and the profile wants {uid}. Files would change hands; mend it by hand, or leave uid out of the profile.");
        var words = new List<string>();
        var script = new StringBuilder();
        var user = ShellQuote.Word(Name);
        // A package that this run installs may bring it.
        foreach (var group in Groups.Where(group => !facts.Groups.ContainsKey(group) && plan.Installed.Count == 0))
            throw Cannot(plan, "ProvisionGroupMissing", $"account {Name} is to be in group {group}, and there is no such group. Install the package that makes it, or leave it out of the profile.");
        if (there is null)
            Create(words, script, user, facts);
        else
            Change(words, script, user, facts, there);
        var missing = Keys.Where(key => there is null || !AuthorizedKey.ReadAll(there.Keys).Any(other => other.Is(key))).ToList();
        if (missing.Count > 0)
        {
            words.AddRange(missing.Select(key => $"add key {key.Fingerprint}{(key.Comment.Length > 0 ? $" ({key.Comment})" : "")}"));
            script.Append(AuthorizedKeysScript.Add(user));
        }

        return words.Count == 0 ? null : new StepChange(string.Join("; ", words), StepScripts.Make(script.ToString()))
        {
            Input = missing.Count == 0 ? null : Encoding.UTF8.GetBytes(string.Concat(missing.Select(key => key + "\n"))),
        };
    }

    private void Create(List<string> words, StringBuilder script, string user, NodeFacts facts)
    {
        words.Add("create the account" + (Groups.Count > 0 ? $" in {string.Join(", ", Groups)}" : ""));
        var options = new List<string> { System ? "--system" : "--create-home", "--shell", Shell ?? (System ? "/usr/sbin/nologin" : "/bin/bash") };
        if (Uid is { } uid)
            options.AddRange(["--uid", uid.ToString(global::System.Globalization.CultureInfo.InvariantCulture)]);
        // A group of that name makes useradd refuse to make one.
        options.AddRange(facts.Groups.ContainsKey(Name) ? ["--gid", Name] : ["--user-group"]);
        if (Groups.Count > 0)
            options.AddRange(["--groups", string.Join(',', Groups)]);
        // '*' matches no password and, other than '!', does not count as locked, which sshd without PAM refuses also with a key.
        options.AddRange(["--password", "*"]);
        script.Append($"said=$(useradd {ShellQuote.Words(options)} -- {user} 2>&1) || die user \"$said\"\n");
    }

    private void Change(List<string> words, StringBuilder script, string user, NodeFacts facts, UserFact there)
    {
        var options = new List<string>();
        if (Shell is not null && !string.Equals(there.Shell, Shell, StringComparison.Ordinal))
        {
            words.Add($"shell {there.Shell} to {Shell}");
            options.AddRange(["--shell", Shell]);
        }

        var groups = Groups.Where(group => !facts.Groups.TryGetValue(group, out var fact) || (!fact.Members.Contains(Name) && fact.Gid != there.Gid)).ToList();
        if (groups.Count > 0)
        {
            words.Add($"add to {string.Join(", ", groups)}");
            options.AddRange(["--append", "--groups", string.Join(',', groups)]);
        }

        if (NoPassword && there.Password is not "none" and not "locked")
        {
            words.Add(there.Password == "empty" ? "replace the empty password by none" : "take the password away");
            options.AddRange(["--password", "*"]);
        }

        if (options.Count > 0)
            script.Append($"said=$(usermod {ShellQuote.Words(options)} -- {user} 2>&1) || die user \"$said\"\n");
    }
}
