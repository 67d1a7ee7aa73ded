namespace Dentropy.Cli.Output;

// What --what-if shows: one thing that would be done.
internal sealed record PlanView(string Action, string Target, IReadOnlyList<string> Details);
