using System.Reflection;

namespace Dentropy.Module.Tests;

// What a parameter's attributes say.
internal sealed record ParameterReflection(string Name, string Type)
{
    public const string AllSets = "__AllParameterSets";

    public required IReadOnlyDictionary<string, ParameterInSet> Sets { get; init; }

    public required IReadOnlyList<string> Aliases { get; init; }

    public required IReadOnlyList<string> AcceptedValues { get; init; }

    public required bool Wildcards { get; init; }

    public ParameterInSet? In(string set) => Sets.GetValueOrDefault(set) ?? Sets.GetValueOrDefault(AllSets);

    // PowerShell adds these two to a cmdlet that asks before it acts.
    public static IReadOnlyList<ParameterReflection> OfShouldProcess { get; } = [Switch("Confirm", "cf"), Switch("WhatIf", "wi")];

    public static ParameterReflection? Of(PropertyInfo property)
    {
        var attributes = CmdletFacts.Data(property, "ParameterAttribute").ToList();
        if (attributes.Count == 0)
            return null;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        var element = type.IsArray ? type.GetElementType()! : type;
        return new ParameterReflection(property.Name, type.Name)
        {
            Sets = attributes.ToDictionary(data => CmdletFacts.Named(data, "ParameterSetName") as string ?? AllSets, ParameterInSet.Of, StringComparer.Ordinal),
            Aliases = [.. CmdletFacts.Data(property, "AliasAttribute").SelectMany(Words)],
            AcceptedValues = element.IsEnum ? Enum.GetNames(element) : [.. CmdletFacts.Data(property, "ValidateSetAttribute").SelectMany(Words)],
            Wildcards = CmdletFacts.Data(property, "SupportsWildcardsAttribute").Any(),
        };
    }

    private static IEnumerable<string> Words(CustomAttributeData data) => data.ConstructorArguments
        .SelectMany(argument => argument.Value as IReadOnlyCollection<CustomAttributeTypedArgument> ?? [argument]).Select(word => word.Value).OfType<string>();

    private static ParameterReflection Switch(string name, string alias) => new(name, "SwitchParameter")
    {
        Sets = new Dictionary<string, ParameterInSet>(StringComparer.Ordinal) { [AllSets] = new ParameterInSet(Required: false, Position: null, ByValue: false, ByPropertyName: false) },
        Aliases = [alias],
        AcceptedValues = [],
        Wildcards = false,
    };
}

internal sealed record ParameterInSet(bool Required, int? Position, bool ByValue, bool ByPropertyName)
{
    public static ParameterInSet Of(CustomAttributeData data) => new(
        CmdletFacts.Named(data, "Mandatory") is true,
        CmdletFacts.Named(data, "Position") as int?,
        CmdletFacts.Named(data, "ValueFromPipeline") is true,
        CmdletFacts.Named(data, "ValueFromPipelineByPropertyName") is true);
}
