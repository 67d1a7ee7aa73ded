using Dentropy.Engine.Provisioning.Steps;

namespace Dentropy.Engine.Provisioning;

/// <summary>Which services are restarted for which file.</summary>
internal static class ServiceWatch
{
    public static ILookup<string, string> Of(IEnumerable<NodeStep> steps) =>
        steps.OfType<ServiceStep>().SelectMany(step => step.Watch.Select(path => (Path: path, step.Name))).ToLookup(pair => pair.Path, pair => pair.Name, StringComparer.Ordinal);
}
