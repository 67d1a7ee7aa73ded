namespace Dentropy.Cli.Output;

internal sealed record ErrorView(string ErrorId, string Category, string? Target, string Message);
