using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Reading;

namespace Dentropy.Engine.Tests.Storage.Ceph;

/// <summary>What a real cluster of the lab answered (Ceph 16.2.15, three hosts), recorded; lists of the manager's modules were left out.</summary>
internal static class RealAnswers
{
    public static CephPlace Place { get; } = new("home", "/cloud", new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase) { ["pi1"] = "pi1", ["pi2"] = "pi2" });

    public static JsonObject Load(string name)
    {
        using var stream = typeof(RealAnswers).Assembly.GetManifestResourceStream("Ceph/" + name) ?? throw new FileNotFoundException(name);
        return JsonNode.Parse(stream)!.AsObject();
    }

    public static CephAnswers Read(string name, Action<JsonObject>? change = null)
    {
        var all = Load(name);
        change?.Invoke(all);
        return Of(all);
    }

    public static CephAnswers Of(JsonObject all) => new(
        all.Where(entry => entry.Value is not null).ToDictionary(entry => Enum.Parse<CephQuestion>(entry.Key), entry => CephJson.Read(JsonSerializer.SerializeToUtf8Bytes(entry.Value))),
        all.Where(entry => entry.Value is null).ToDictionary(entry => Enum.Parse<CephQuestion>(entry.Key), entry => $"'{entry.Key}' was not answered"),
        "pi1");
}
