using Dentropy.Engine.Resilience;
using Dentropy.Resilience;

namespace Dentropy.Engine.Tests.Resilience;

/// <summary>Clouds in a few lines. Names have their kind before them, as users write them.</summary>
internal sealed class Clouds
{
    private readonly List<ModelPart> _parts = [];
    private readonly List<ModelEdge> _edges = [];
    private readonly List<ModelService> _services = [];
    private readonly List<DcPart> _down = [];

    public CloudModel Model => new(_parts, _edges, _services) { Cloud = "/cloud", Down = _down };

    public static DcPart Part(string text) => DcPart.Parse(text)!;

    /// <summary>Parts that need one of each of the groups, whose members have bars between.</summary>
    public Clouds Add(string parts, params string[] needs)
    {
        _parts.AddRange(List(parts).Select(part => new ModelPart(part) { Needs = [.. needs.Select(group => (IReadOnlyList<DcPart>)[.. group.Split('|').Select(Part)])] }));
        return this;
    }

    public Clouds AddAt(string parts, string at)
    {
        _parts.AddRange(List(parts).Select(part => new ModelPart(part) { At = Part(at) }));
        return this;
    }

    public Clouds Join(string from, string? to, string? cable = null)
    {
        _edges.AddRange(List(from).Select(part => new ModelEdge(part, to is null ? null : Part(to), cable is null ? null : Part(cable))));
        return this;
    }

    public Clouds Serve(string name, int need, string of, string[]? needs = null, bool isPublic = false, bool atRest = false, string what = "replicas")
    {
        _services.Add(new ModelService(name)
        {
            Quorums = of.Length == 0 ? [] : [new ModelQuorum(need, List(of), what)],
            Needs = needs ?? [],
            IsPublic = isPublic,
            IsAtRest = atRest,
        });
        return this;
    }

    public Clouds Down(string parts)
    {
        _down.AddRange(List(parts));
        return this;
    }

    private static IReadOnlyList<DcPart> List(string parts) => [.. parts.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Part)];
}
