using Dentropy.Dns;

namespace Dentropy.Cli.Dns;

// A test of a record as JSON and YAML show it.
internal sealed record DnsTestView(
    string Name, string Type, string Zone, string View, string Server, IReadOnlyList<string> Places, IReadOnlyList<string> Expected, IReadOnlyList<string> Answered, bool Agrees, string Explanation)
{
    public static DnsTestView Of(DcDnsTest test) =>
        new(test.Name, test.Type, test.Zone, test.View == DcDnsView.Inside ? "inside" : "outside", test.Server, test.Places, test.Expected, test.Answered, test.Agrees, test.Explanation);
}
