namespace Dentropy.Cli.Output;

// One column of a table for people.
internal sealed record Column<T>(string Title, Func<T, string?> Text, bool Right = false);
