using Dentropy.Build.Help;

namespace Dentropy.Module.Tests;

public sealed class PageTests
{
    public static TheoryData<string> Names => BuiltModule.CmdletNames;

    [Theory, MemberData(nameof(Names))]
    public void It_documents_exactly_the_parameters_that_the_cmdlet_has(string name) => Assert.Equal(
        BuiltModule.Cmdlet(name).Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal),
        BuiltModule.Page(name).Parameters.Select(parameter => parameter.Name).Order(StringComparer.Ordinal));

    [Theory, MemberData(nameof(Names))]
    public void It_has_the_parameter_sets_that_the_cmdlet_has(string name)
    {
        var cmdlet = BuiltModule.Cmdlet(name);
        var page = BuiltModule.Page(name);
        Assert.Equal(cmdlet.Sets.Order(StringComparer.Ordinal), page.Syntax.Select(set => set.Set).Order(StringComparer.Ordinal));
        if (cmdlet.Sets.Count > 1)
            Assert.Equal(cmdlet.DefaultSet, page.Syntax.SingleOrDefault(set => set.IsDefault)?.Set);
    }

    [Theory, MemberData(nameof(Names))]
    public void Its_facts_about_each_parameter_are_true(string name)
    {
        var cmdlet = BuiltModule.Cmdlet(name);
        var page = BuiltModule.Page(name);
        Assert.All(cmdlet.Parameters, parameter =>
        {
            var written = page.Parameters.Single(one => string.Equals(one.Name, parameter.Name, StringComparison.Ordinal));
            Assert.All(cmdlet.Sets, set => Assert.Equal(True(parameter, set), Written(written, set)));
        });
    }

    [Theory, MemberData(nameof(Names))]
    public void It_names_what_the_cmdlet_puts_out(string name)
    {
        var outputs = BuiltModule.Cmdlet(name).Outputs.Where(output => output is not "System.Void").Order(StringComparer.Ordinal).ToList();
        var written = BuiltModule.Page(name).Outputs.Select(output => output.Name).ToList();
        Assert.NotEmpty(written);

        // "None" may stand beside a type: a cmdlet with -PassThru puts out nothing by default.
        Assert.Equal(outputs, written.Where(output => output is not "None").Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Names))]
    public void It_says_what_comes_in_by_the_pipeline(string name)
    {
        var takes = BuiltModule.Cmdlet(name).Parameters.Any(parameter => parameter.Sets.Values.Any(set => set.ByValue || set.ByPropertyName));
        var inputs = BuiltModule.Page(name).Inputs;
        Assert.NotEmpty(inputs);
        Assert.Equal(takes, inputs.Any(input => input.Name is not "None"));
    }

    [Theory, MemberData(nameof(Names))]
    public void It_has_three_examples_that_use_the_cmdlet(string name)
    {
        var examples = BuiltModule.Page(name).Examples;
        Assert.True(examples.Count >= 3, $"{name} has {examples.Count} examples; three are the least.");
        Assert.All(examples, example => Assert.Contains(example.Blocks, block => block.Kind == TextKind.Code && block.Text.Contains(name, StringComparison.OrdinalIgnoreCase)));
    }

    // A link to another page must lead somewhere.
    [Theory, MemberData(nameof(Names))]
    public void Its_links_lead_somewhere(string name) => Assert.All(
        BuiltModule.Page(name).Links.Where(link => link.Address.Length > 0 && !Uri.IsWellFormedUriString(link.Address, UriKind.Absolute)),
        link => Assert.True(File.Exists(BuiltModule.Repository.At("docs", "cmdlets", link.Address)), $"{name} links to {link.Address}, which is not there."));

    private static Facts? True(ParameterReflection parameter, string set) => parameter.In(set) is not { } facts ? null : new Facts(
        parameter.Name,
        set,
        parameter.Type,
        facts.Required,
        facts.Position,
        facts.ByValue,
        facts.ByPropertyName,
        Words(parameter.Aliases),
        Words(parameter.AcceptedValues),
        parameter.Wildcards);

    private static Facts? Written(ParameterPage parameter, string set) => parameter.Facts.SingleOrDefault(facts => facts.IsIn(set)) is not { } facts ? null : new Facts(
        parameter.Name,
        set,
        facts.Type,
        facts.Required,
        facts.Position,
        facts.ByValue,
        facts.ByPropertyName,
        Words(facts.Aliases),
        Words(facts.AcceptedValues),
        facts.Wildcards);

    private static string Words(IEnumerable<string> words) => string.Join(", ", words.Order(StringComparer.Ordinal));

    private sealed record Facts(
        string Parameter,
        string Set,
        string Type,
        bool Required,
        int? Position,
        bool ByValue,
        bool ByPropertyName,
        string Aliases,
        string AcceptedValues,
        bool Wildcards);
}
