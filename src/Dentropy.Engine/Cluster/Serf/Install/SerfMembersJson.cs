using System.Text.Json;
using System.Text.Json.Serialization;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>A member in the output of <c>serf members -format=json</c>.</summary>
internal sealed record SerfSeen(string Name, string Status, Dictionary<string, string>? Tags);

/// <summary>That output.</summary>
internal sealed record SerfSeenList(IReadOnlyList<SerfSeen>? Members);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SerfSeenList))]
internal sealed partial class SerfMembersJson : JsonSerializerContext;
