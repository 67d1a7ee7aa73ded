using System.Reflection;

namespace Dentropy.Module.Tests;

public sealed class CmdletTests
{
    public static TheoryData<string> Names => BuiltModule.CmdletNames;

    [Fact]
    public void The_module_has_cmdlets() => Assert.NotEmpty(BuiltModule.Cmdlets);

    [Fact]
    public void The_manifest_exports_exactly_the_cmdlets() => Assert.Equal(
        BuiltModule.Cmdlets.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal), BuiltModule.Manifest.Cmdlets.Order(StringComparer.Ordinal));

    [Fact]
    public void There_is_a_page_for_each_cmdlet_and_no_other() => Assert.Equal(
        BuiltModule.Cmdlets.Select(cmdlet => cmdlet.Name).Order(StringComparer.Ordinal),
        Directory.GetFiles(BuiltModule.Repository.At("docs", "cmdlets"), "*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void Its_verb_is_approved_and_its_noun_is_ours(string name)
    {
        var cmdlet = BuiltModule.Cmdlet(name);
        Assert.Contains(cmdlet.Verb, ApprovedVerbs.All);
        Assert.Matches("^Dc[A-Z][A-Za-z]+$", cmdlet.Noun);
        Assert.Equal($"{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.Type.Name);
    }

    [Theory, MemberData(nameof(Names))]
    public void It_asks_before_it_changes_anything(string name)
    {
        var cmdlet = BuiltModule.Cmdlet(name);
        if (!ApprovedVerbs.Looking.Contains(cmdlet.Verb))
            Assert.True(cmdlet.SupportsShouldProcess, $"{name} changes something and has no -WhatIf.");
    }

    [Theory, MemberData(nameof(Names))]
    public void It_is_sealed_and_says_what_it_puts_out(string name)
    {
        var cmdlet = BuiltModule.Cmdlet(name);
        Assert.True(cmdlet.Type.IsSealed);
        Assert.True(cmdlet.Type.IsPublic);
        Assert.NotEmpty(cmdlet.Outputs);
    }

    // A set's name that is written out in each attribute is one typing error away from being two sets.
    [Theory, MemberData(nameof(Names))]
    public void Its_parameter_sets_are_constants_and_one_is_the_default(string name)
    {
        var cmdlet = BuiltModule.Cmdlet(name);
        var named = cmdlet.Sets.Where(set => set is not ParameterReflection.AllSets).ToList();
        var constants = Types(cmdlet.Type).SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral && field.FieldType == typeof(string)).Select(field => (string)field.GetRawConstantValue()!).ToHashSet(StringComparer.Ordinal);
        Assert.All(named, set => Assert.Contains(set, constants));
        if (named.Count > 1)
            Assert.Contains(cmdlet.DefaultSet, named);
    }

    // A type of a library would have to be loaded beside PowerShell's own.
    [Theory, MemberData(nameof(Names))]
    public void Its_parameters_are_of_types_that_everybody_has(string name)
    {
        string[] allowed = ["System.Private.CoreLib", "System.Runtime", "System.Collections", "System.Management.Automation", "Dentropy.Model", "Dentropy.PowerShell"];
        var cmdlet = BuiltModule.Cmdlet(name);
        foreach (var parameter in cmdlet.Parameters.Where(parameter => parameter.Name is not ("WhatIf" or "Confirm")))
        {
            var type = cmdlet.Type.GetProperty(parameter.Name)!.PropertyType;
            type = Nullable.GetUnderlyingType(type) ?? (type.HasElementType ? type.GetElementType()! : type);
            Assert.Contains(type.Assembly.GetName().Name, allowed);
        }
    }

    private static IEnumerable<Type> Types(Type type)
    {
        for (var one = type; one is not null; one = one.BaseType)
        {
            yield return one;
            foreach (var nested in one.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic))
                yield return nested;
        }

        foreach (var other in type.Assembly.GetTypes().Where(other => other.IsAbstract && other.IsSealed))
            yield return other;
    }
}
