using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience;

/// <summary>What can be wrong with a model of the cloud or with a question about it, worded in one place.</summary>
internal static class ResilienceErrors
{
    public static DentropyException PartNotFound(DcPart part, IEnumerable<DcPart> parts, string? where = null) => PartNotFound(part.ToString(), parts, where);

    public static DentropyException PartNotFound(string part, IEnumerable<DcPart> parts, string? where = null)
    {
        var name = part[(part.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var known = parts.Select(known => known.ToString()).ToList();
        var sameName = known.Where(one => one.EndsWith(":" + name, StringComparison.OrdinalIgnoreCase));
        IReadOnlyList<string> near = [.. sameName.Concat(NearNames.Find(part, known)).Distinct(StringComparer.Ordinal).Take(3)];
        return new(
            "PartNotFound",
            DentropyErrorCategory.ObjectNotFound,
            part,
            $"There is no {Shown.Text(part)} in the cloud{(where is null ? "" : $", which {where} names")}. {Meant(near, "Name a part as kind:name, such as switch:sw1; parts are nodes of the inventory and what topology and services in cloud.yaml name.")}");
    }

    public static DentropyException ServiceNotFound(string service, IEnumerable<string> services, string? where = null) => new(
        "ServiceNotFound",
        DentropyErrorCategory.ObjectNotFound,
        service,
        $"There is no service {Shown.Text(service)} in the cloud{(where is null ? "" : $", which {where} names")}. {Meant(NearNames.Find(service, services), "Services are described in the section services of cloud.yaml.")}");

    public static DentropyException NeedTooHigh(string service, ModelQuorum quorum) => new(
        "ServiceNeedTooHigh",
        DentropyErrorCategory.InvalidData,
        service,
        string.Create(CultureInfo.InvariantCulture, $"Service {Shown.Text(service)} needs {quorum.Need} of its {Shown.Text(quorum.What)}, and there are only {quorum.Of.Count}. Lower need, or name more of them."));

    public static DentropyException Cycle(string what, IReadOnlyList<string> path) => new(
        "ResilienceCycle",
        DentropyErrorCategory.InvalidData,
        path[0],
        $"What {what} need goes in a circle: {string.Join(" needs ", path.Count <= 8 ? path.Select(Shown.Text) : [.. path.Take(4).Select(Shown.Text), "...", .. path.TakeLast(3).Select(Shown.Text)])}. Take one of these needs out of cloud.yaml.");

    public static DentropyException Duplicate(string what, string name) => new(
        "ResilienceDuplicate",
        DentropyErrorCategory.InvalidData,
        name,
        $"{what} {Shown.Text(name)} is there twice. Give each a name of its own.");

    public static DentropyException InvalidQuery(string target, string problem) => new(
        "InvalidResilienceQuery",
        DentropyErrorCategory.InvalidArgument,
        target,
        problem);

    private static string Meant(IReadOnlyList<string> near, string otherwise) =>
        near.Count > 0 ? $"Did you mean {string.Join(" or ", near.Select(Shown.Text))}?" : otherwise;
}
