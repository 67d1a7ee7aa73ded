using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>A file with its content, mode and owner; or none of that name.</summary>
internal sealed class FileStep(string path, byte[]? content) : NodeStep("file", path)
{
    private readonly string _sum = content is null ? "-" : Convert.ToHexStringLower(SHA256.HashData(content));

    /// <summary>Permission bits, octal without a leading zero.</summary>
    public string Mode { get; init; } = "644";

    /// <summary>Account and group.</summary>
    public string Owner { get; init; } = "root:root";

    /// <summary>A command that has to accept the new file, which it is given for <c>{file}</c>, before it takes the old one's place.</summary>
    public string? Check { get; init; }

    /// <summary>Whether its content must not be shown.</summary>
    public bool Secret { get; init; }

    public override void Ask(FactQuestions questions) => questions.Files.TryAdd(Name, content is null ? null : _sum);

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        var there = facts.Files.GetValueOrDefault(Name);
        if (there is { IsRegular: false })
            throw Cannot(plan, "ProvisionPathTaken", $"{Name} is a {there.Kind} there, and the profile wants {(content is null ? "nothing" : "a file")} of that name. Take it away by hand, or leave it out of the profile.");
        var words = content is null ? Removal(there) : Words(there);
        if (words.Count == 0)
            return null;
        plan.Files.Add(Name);
        return new StepChange(string.Join("; ", words), Script(plan.Watchers[Name], there)) { Input = content, Diff = Diff(there) };
    }

    private static List<string> Removal(FileFact? there) => there is null ? [] : ["remove the file"];

    private List<string> Words(FileFact? there)
    {
        if (there is null)
            return [$"write the file ({content!.Length} bytes, {Owner}, mode {Mode})"];
        var words = new List<string>();
        if (!there.Same)
            words.Add("change the content");
        if (!string.Equals(there.Owner, Owner, StringComparison.Ordinal))
            words.Add($"owner {there.Owner} to {Owner}");
        if (!string.Equals(there.Mode, Mode, StringComparison.Ordinal))
            words.Add($"mode {there.Mode} to {Mode}");
        return words;
    }

    private string Script(IEnumerable<string> watchers, FileFact? there)
    {
        var file = ShellQuote.Word(Name);
        var note = StepScripts.Note(watchers);
        if (content is null)
            return StepScripts.Make(note + $"said=$(rm -f -- {file} 2>&1) || die write \"$said\"\n");
        // A file whose content is right keeps it, so that nothing is copied for a mode.
        var check = Check is null ? "''" : ShellQuote.Word(Check.Replace("{file}", "\"$t\"", StringComparison.Ordinal));
        return StepScripts.Make(there is { Same: true }
            ? note + $"said=$( {{ chown {ShellQuote.Word(Owner)} {file} && chmod {Mode} {file}; }} 2>&1) || die owner \"$said\"\n"
            : StepScripts.Put + note + $"put {file} {_sum} {ShellQuote.Word(Owner)} {Mode} {check}\n");
    }

    private string? Diff(FileFact? there)
    {
        if (Secret || there is { Same: true })
            return null;
        if (there is { Size: > FactScript.LargestShown } || content?.Length > FactScript.LargestShown)
            return null;
        var before = there is null ? null : Text(there.Content);
        var after = content is null ? null : Text(content);
        return (there is not null && before is null) || (content is not null && after is null) ? null : UnifiedDiff.Between(before, after, Name);
    }

    // Null for what is no text.
    private static string? Text(byte[]? bytes) => bytes is not null && System.Text.Unicode.Utf8.IsValid(bytes) && !bytes.Contains((byte)0) ? Encoding.UTF8.GetString(bytes) : null;
}
