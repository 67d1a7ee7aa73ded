namespace Dentropy.Build.Help;

// A cmdlet's page, understood.
internal sealed record CommandPage(string File, string Name)
{
    public required IReadOnlyList<TextBlock> Synopsis { get; init; }

    public required IReadOnlyList<SyntaxPage> Syntax { get; init; }

    public required IReadOnlyList<TextBlock> Description { get; init; }

    public required IReadOnlyList<ExamplePage> Examples { get; init; }

    public required IReadOnlyList<ParameterPage> Parameters { get; init; }

    public required IReadOnlyList<TypePage> Inputs { get; init; }

    public required IReadOnlyList<TypePage> Outputs { get; init; }

    public required IReadOnlyList<TextBlock> Notes { get; init; }

    public required IReadOnlyList<LinkPage> Links { get; init; }
}

// A parameter set; its items are names of parameters in the order in which they are written.
internal sealed record SyntaxPage(string Set, bool IsDefault, IReadOnlyList<string> Items, int Line);

internal sealed record ExamplePage(string Title, IReadOnlyList<TextBlock> Blocks);

internal sealed record ParameterPage(string Name, IReadOnlyList<TextBlock> Description, IReadOnlyList<ParameterFacts> Facts, int Line);

internal sealed record TypePage(string Name, IReadOnlyList<TextBlock> Description);

internal sealed record LinkPage(string Text, string Address);
