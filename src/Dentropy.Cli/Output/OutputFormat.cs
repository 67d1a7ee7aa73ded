namespace Dentropy.Cli.Output;

internal enum OutputFormat
{
    Table,
    Json,
    Yaml,
    Jsonl,
}
