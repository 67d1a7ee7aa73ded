using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Dentropy.Cli.Apps;
using Dentropy.Cli.Backups;
using Dentropy.Cli.Certificates;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Cluster.Serf;
using Dentropy.Cli.Dns;
using Dentropy.Cli.Edge;
using Dentropy.Cli.Edge.Boot;
using Dentropy.Cli.Edge.Dhcp;
using Dentropy.Cli.Edge.Public;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Provisioning;
using Dentropy.Cli.Resilience;
using Dentropy.Cli.Security;
using Dentropy.Cli.Storage;

namespace Dentropy.Cli.Output;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(AppLogView))]
[JsonSerializable(typeof(AppView))]
[JsonSerializable(typeof(RouteView))]
[JsonSerializable(typeof(ErrorView))]
[JsonSerializable(typeof(PlanView))]
[JsonSerializable(typeof(NodeView))]
[JsonSerializable(typeof(NodeRevisionView))]
[JsonSerializable(typeof(NodeTestView))]
[JsonSerializable(typeof(NodePowerView))]
[JsonSerializable(typeof(ClusterMemberView))]
[JsonSerializable(typeof(ClusterAnswerView))]
[JsonSerializable(typeof(ClusterEventView))]
[JsonSerializable(typeof(CommandResultView))]
[JsonSerializable(typeof(CopyResultView))]
[JsonSerializable(typeof(FoldedView))]
[JsonSerializable(typeof(BackupView))]
[JsonSerializable(typeof(BackupTestView))]
[JsonSerializable(typeof(RestoreView))]
[JsonSerializable(typeof(DnsRecordView))]
[JsonSerializable(typeof(DnsChangeView))]
[JsonSerializable(typeof(DnsPlanView))]
[JsonSerializable(typeof(DnsTestView))]
[JsonSerializable(typeof(DynamicChangeView))]
[JsonSerializable(typeof(PublicAddressView))]
[JsonSerializable(typeof(CertificateView))]
[JsonSerializable(typeof(IssuedCertificateView))]
[JsonSerializable(typeof(CephHealthView))]
[JsonSerializable(typeof(CephOsdView))]
[JsonSerializable(typeof(CephPoolView))]
[JsonSerializable(typeof(CephCapacityView))]
[JsonSerializable(typeof(SerfInstallationView))]
[JsonSerializable(typeof(SerfKeyView))]
[JsonSerializable(typeof(SerfKeyFileView))]
[JsonSerializable(typeof(SerfKeyRotationView))]
[JsonSerializable(typeof(ServiceFailureView))]
[JsonSerializable(typeof(ResilienceView))]
[JsonSerializable(typeof(AdviceView))]
[JsonSerializable(typeof(DrillView))]
[JsonSerializable(typeof(KeyFileView))]
[JsonSerializable(typeof(HostKeyView))]
[JsonSerializable(typeof(HostKeyChangeView))]
[JsonSerializable(typeof(NodeKeyView))]
[JsonSerializable(typeof(SshCertificateView))]
[JsonSerializable(typeof(NodeKeyChangeView))]
[JsonSerializable(typeof(ProfileView))]
[JsonSerializable(typeof(ProvisionStepView))]
[JsonSerializable(typeof(DhcpRangeView))]
[JsonSerializable(typeof(DhcpReservationView))]
[JsonSerializable(typeof(DhcpLeaseView))]
[JsonSerializable(typeof(DhcpChangeView))]
[JsonSerializable(typeof(InventoryDnsView))]
[JsonSerializable(typeof(NetworkBootView))]
[JsonSerializable(typeof(BootMediaView))]
[JsonSerializable(typeof(EdgeChangeView))]
[JsonSerializable(typeof(FirewallRuleView))]
[JsonSerializable(typeof(GatewayView))]
[JsonSerializable(typeof(PortForwardView))]
[JsonSerializable(typeof(SecurityCheckView))]
[JsonSerializable(typeof(SecurityFindingView))]
[JsonSerializable(typeof(PublicEndpointView))]
internal sealed partial class CliJsonContext : JsonSerializerContext;

// JSON of the views. Their property names are a promise to scripts.
internal static class CliJson
{
    public static byte[] Bytes<T>(T value, JsonTypeInfo<T> type, bool indented)
    {
        using var memory = new MemoryStream();
        using (var writer = Writer(memory, indented))
            JsonSerializer.Serialize(writer, value, type);
        return memory.ToArray();
    }

    // Standard output is no web page, so letters of other alphabets and quotes stay readable.
    public static Utf8JsonWriter Writer(Stream stream, bool indented) =>
        new(stream, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
