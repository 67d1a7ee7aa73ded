namespace Dentropy.Build.Help;

// The facts that a page gives about a parameter: those of one yaml block.
internal sealed record ParameterFacts(int Line)
{
    public const string AllSets = "(All)";

    public required string Type { get; init; }

    public required IReadOnlyList<string> Sets { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required IReadOnlyList<string> AcceptedValues { get; init; }

    public required bool Required { get; init; }

    // Null where the parameter goes by its name only.
    public required int? Position { get; init; }

    public required string DefaultValue { get; init; }

    public required bool ByValue { get; init; }

    public required bool ByPropertyName { get; init; }

    public required bool Wildcards { get; init; }

    public bool IsSwitch => string.Equals(Type, "SwitchParameter", StringComparison.Ordinal);

    public bool IsIn(string set) => Sets.Contains(set, StringComparer.Ordinal) || Sets.Contains(AllSets, StringComparer.Ordinal);

    // As Get-Command -Syntax writes it.
    public string Syntax(string name)
    {
        var named = Position is null ? $"-{name}" : $"[-{name}]";
        var whole = IsSwitch ? named : $"{named} <{Type}>";
        if (Required)
            return whole;
        return $"[{whole}]";
    }
}
