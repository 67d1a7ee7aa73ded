using System.CommandLine;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Common;

// What every verb takes.
internal sealed class GlobalOptions
{
    public const string OutputName = "--output";

    public Option<string?> Cloud { get; } = new("--cloud")
    {
        Description = "Folder of the inventory. Without it: $DENTROPY_CLOUD, else dentropy in the user's configuration folder.",
        HelpName = "DIR",
        Recursive = true,
    };

    public Option<string?> Output { get; } = new(OutputName, "-o")
    {
        Description = "table for people; json or yaml: one document; jsonl: one JSON object a line, as results arrive.",
        HelpName = "table|json|yaml|jsonl",
        Recursive = true,
    };

    public Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Say more on standard error: what is left out, and the causes of errors.",
        Recursive = true,
    };

    public Option<bool> NoColor { get; } = new("--no-color")
    {
        Description = "No colours. NO_COLOR in the environment does the same.",
        Recursive = true,
    };

    public GlobalOptions()
    {
        Output.CompletionSources.Add("table", "json", "yaml", "jsonl");
        Output.Validators.Add(static result =>
        {
            if (result.Tokens.Count > 0 && FormatOf(result.Tokens[^1].Value) is null)
                result.AddError($"{OutputName} '{result.Tokens[^1].Value}' is not known. Say table, json, yaml or jsonl.");
        });
    }

    // Also read before anything was parsed, so that a usage error comes in the format that was asked for.
    public static OutputFormat? FormatOf(string? word) => word switch
    {
        "table" => OutputFormat.Table,
        "json" => OutputFormat.Json,
        "yaml" => OutputFormat.Yaml,
        "jsonl" => OutputFormat.Jsonl,
        _ => null,
    };
}
