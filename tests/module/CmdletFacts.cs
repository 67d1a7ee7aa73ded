using System.Reflection;

namespace Dentropy.Module.Tests;

// What a cmdlet's attributes say. They are read as data and never made: there is no PowerShell to make them with.
internal sealed record CmdletFacts(Type Type, string Verb, string Noun)
{
    public string Name => $"{Verb}-{Noun}";

    public required bool SupportsShouldProcess { get; init; }

    public required string? DefaultSet { get; init; }

    public required IReadOnlyList<string> Outputs { get; init; }

    public required IReadOnlyList<ParameterReflection> Parameters { get; init; }

    // Names of the parameter sets. The default one need not be named by a parameter; that of parameters which belong to every set counts
    // only where there is no other.
    public IReadOnlyList<string> Sets
    {
        get
        {
            var named = Parameters.SelectMany(parameter => parameter.Sets.Keys).Where(set => set is not ParameterReflection.AllSets)
                .Concat(DefaultSet is null ? [] : [DefaultSet]).Distinct(StringComparer.Ordinal).ToList();
            return named.Count > 0 ? named : [ParameterReflection.AllSets];
        }
    }

    public static CmdletFacts? Of(Type type)
    {
        if (type.IsAbstract || Data(type, "CmdletAttribute").FirstOrDefault() is not { } cmdlet)
            return null;
        var outputs = Data(type, "OutputTypeAttribute")
            .SelectMany(data => data.ConstructorArguments)
            .SelectMany(argument => argument.Value is IReadOnlyCollection<CustomAttributeTypedArgument> list ? list.Select(item => item.Value) : [argument.Value])
            .Select(value => value is Type output ? output.FullName! : (string)value!);
        var facts = new CmdletFacts(type, (string)cmdlet.ConstructorArguments[0].Value!, (string)cmdlet.ConstructorArguments[1].Value!)
        {
            SupportsShouldProcess = Named(cmdlet, "SupportsShouldProcess") is true,
            DefaultSet = Named(cmdlet, "DefaultParameterSetName") as string,
            Outputs = [.. outputs],
            Parameters = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(ParameterReflection.Of).OfType<ParameterReflection>()],
        };
        return facts with { Parameters = [.. facts.Parameters, .. facts.SupportsShouldProcess ? ParameterReflection.OfShouldProcess : []] };
    }

    // By name: the attribute's type is that of another load context than the test's own.
    internal static IEnumerable<CustomAttributeData> Data(MemberInfo member, string attribute) =>
        member.GetCustomAttributesData().Where(data => string.Equals(data.AttributeType.Name, attribute, StringComparison.Ordinal));

    internal static object? Named(CustomAttributeData data, string name) =>
        data.NamedArguments.FirstOrDefault(argument => string.Equals(argument.MemberName, name, StringComparison.Ordinal)).TypedValue.Value;
}
