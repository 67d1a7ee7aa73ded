using Dentropy.Resilience;

namespace Dentropy.Cli.Resilience;

// What one failure means for one service, in JSON and YAML.
internal sealed record ServiceFailureView(IReadOnlyList<string> Lost, string Service, bool Survives, int? Spare, IReadOnlyList<string> Reasons)
{
    public static ServiceFailureView Of(DcFailureResult one) => new([.. one.Lost.Select(part => part.ToString())], one.Service, one.Survives, one.Spare, [.. one.Reasons]);
}

// What one failure means for the cloud.
internal sealed record ResilienceView(string? Asked, IReadOnlyList<string> Lost, int Level, bool Survives, IReadOnlyList<string> Services, IReadOnlyList<string> Minimal, IReadOnlyList<string> Reasons)
{
    public static ResilienceView Of(DcResilienceResult one) => new(one.Asked, [.. one.Lost.Select(part => part.ToString())], one.Level, one.Survives, [.. one.Services], [.. one.Minimal], [.. one.Reasons]);
}

// A change that lets the cloud survive more.
internal sealed record AdviceView(string Change, string Kind, double Cost, IReadOnlyList<string> Against, IReadOnlyList<string> Saves, IReadOnlyList<int> Before, IReadOnlyList<int> After)
{
    public static AdviceView Of(DcResilienceAdvice one) => new(one.Change, one.Kind, one.Cost, [.. one.Against.Select(part => part.ToString())], one.Saves, one.Before, one.After);
}
