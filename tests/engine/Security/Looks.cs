using Dentropy.Certificates;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Security;
using Dentropy.Engine.Security.Checks;
using Dentropy.Engine.Security.Expect;
using Dentropy.Engine.Security.Look;
using Dentropy.Nodes;
using Dentropy.Security;
using Xunit;

namespace Dentropy.Engine.Tests.Security;

/// <summary>Looks at nodes as scripts have printed them, and what checks make of them.</summary>
internal static class Looks
{
    public static NodeLook Of(params string[] lines) => NodeLook.Parse(string.Join('\n', ["uid 0", .. lines, "end ."]) + "\n");

    /// <summary>Lines of a file, each with a word before it.</summary>
    public static string[] Lines(string word, string text) => [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => $"{word} {line}")];

    public static async Task<IReadOnlyList<DcSecurityFinding>> JudgeAsync(INodeCheck check, NodeLook look, DcNode? node = null, string? cloudYaml = null, NodeTls? tls = null, params DcNode[] others)
    {
        var cloud = Directory.CreateTempSubdirectory("dentropy-audit-").FullName;
        try
        {
            if (cloudYaml is not null)
                await File.WriteAllTextAsync(Path.Join(cloud, "cloud.yaml"), cloudYaml, TestContext.Current.CancellationToken);
            var store = new FileNodeStore(cloud);
            node ??= new DcNode { Name = "pi1", Address = "10.0.0.1" };
            foreach (var one in others.Prepend(node))
                await store.AddAsync(one, TestContext.Current.CancellationToken);
            var expected = await ExpectedCloud.ReadAsync(store, TestContext.Current.CancellationToken);
            return [.. check.Judge(new NodeScope(node, look, expected, new SecurityAuditSettings()) { Tls = tls ?? NodeTls.None })];
        }
        finally
        {
            Directory.Delete(cloud, recursive: true);
        }
    }

    /// <summary>A certificate as a port shows it.</summary>
    public static NodeTls Tls(int port, int daysLeft, bool selfSigned, bool trusted, params string[] problems) => new(
        new Dictionary<int, DcCertificate>
        {
            [port] = new()
            {
                Subject = "CN=pi1", Names = ["pi1.example.org"], Issuer = "CN=x", NotBefore = DateTimeOffset.UnixEpoch, NotAfter = DateTimeOffset.UnixEpoch.AddDays(1), DaysLeft = daysLeft, SerialNumber = "1", Thumbprint = "1",
                KeyAlgorithm = "RSA", SignatureAlgorithm = "sha256RSA", SelfSigned = selfSigned, Trusted = trusted, Problems = problems, Source = "https://pi1:" + port,
            },
        },
        []);

    public static IEnumerable<string> Names(IEnumerable<DcSecurityFinding> findings) => findings.Select(finding => $"{finding.Severity} {finding.Check}");
}
