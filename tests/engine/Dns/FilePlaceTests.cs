using Dentropy.Dns;
using Dentropy.Engine.Dns.Changes;
using Dentropy.Engine.Dns.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Tests.Nodes;
using Xunit;

namespace Dentropy.Engine.Tests.Dns;

public sealed class FilePlaceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dentropy-dns-");

    public FilePlaceTests() => File.WriteAllText(Path.Combine(_folder.FullName, "cloud.yaml"), "dns:\n  lan:\n    type: file\n    path: dns/lan.records\n    zones: [home.lan, lab.home.lan]\n");

    private string Records => Path.Combine(_folder.FullName, "dns/lan.records");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Keeps_the_lines_of_others_and_their_order()
    {
        Write("; the house", "nas.home.lan. 300 IN A 10.77.0.5 ; in the cellar", "", "www.home.lan. CNAME nas.home.lan.", "a.lab.home.lan. IN A 10.77.0.7");
        await Service().SetAsync(new DnsSetting { Name = "nas.home.lan", Values = ["10.77.0.6", "10.77.0.8"] }, MemoryCloud.Stop);
        await Service().RemoveAsync(new DnsRemoval { Name = "www.home.lan" }, MemoryCloud.Stop);
        Assert.Equal(["; the house", "nas.home.lan. 300 IN A 10.77.0.6 ; in the cellar", "nas.home.lan. 300 IN A 10.77.0.8", "", "a.lab.home.lan. IN A 10.77.0.7"], File.ReadAllLines(Records));
        Assert.Equal("lab.home.lan", Assert.Single(await ReadAsync(new DnsQuery { Zones = ["lab.home.lan"] })).Zone);
    }

    [Theory]
    [InlineData("MX", "10 mail.home.lan", "x.home.lan. IN MX 10 mail.home.lan.")]
    [InlineData("SRV", "0 5 443 h.home.lan", "x.home.lan. IN SRV 0 5 443 h.home.lan.")]
    [InlineData("CAA", "0 issue \"letsencrypt.org\"", "x.home.lan. IN CAA 0 issue \"letsencrypt.org\"")]
    [InlineData("TXT", "say \"hi; there\" \\ é", "x.home.lan. IN TXT \"say \\\"hi; there\\\" \\\\ \\195\\169\"")]
    public async Task Writes_what_it_reads(string type, string value, string line)
    {
        await Service().SetAsync(new DnsSetting { Name = "x.home.lan", Type = type, Values = [value] }, MemoryCloud.Stop);
        Assert.Equal([line], File.ReadAllLines(Records));
        Assert.Equal(value, Assert.Single(await ReadAsync(new DnsQuery())).Value);
    }

    [Fact]
    public async Task A_long_text_becomes_several_strings()
    {
        var text = string.Concat(Enumerable.Repeat("0123456789é", 60));
        await Service().SetAsync(new DnsSetting { Name = "x.home.lan", Type = "TXT", Values = [text] }, MemoryCloud.Stop);
        Assert.Equal(text, Assert.Single(await ReadAsync(new DnsQuery())).Value);
        Assert.Contains("\" \"", File.ReadAllText(Records), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nas 300 IN A 10.77.0.5", "not whole")]
    [InlineData("$ORIGIN home.lan.", "$ORIGIN")]
    [InlineData("nas.home.lan. A", "a name, a type and data")]
    [InlineData("nas.home.lan. IN A banana", "banana")]
    [InlineData("nas.home.lan. IN TXT \"open", "not closed")]
    public async Task A_line_that_it_does_not_know_stops_everything(string line, string problem)
    {
        Write("ok.home.lan. IN A 10.77.0.1", line);
        var error = await Assert.ThrowsAsync<DentropyException>(() => Service().SetAsync(new DnsSetting { Name = "x.home.lan", Values = ["10.77.0.1"] }, MemoryCloud.Stop));
        Assert.Equal("DnsFileInvalid", error.ErrorId);
        Assert.Contains("line 2: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(2, File.ReadAllLines(Records).Length);
    }

    [Fact]
    public async Task What_is_gone_meanwhile_is_not_changed()
    {
        Write("a.home.lan. IN A 10.77.0.1", "b.home.lan. IN A 10.77.0.2");
        var service = Service();
        var changes = await service.PlanRemoveAsync([new DnsRemoval { Name = "a.home.lan" }, new DnsRemoval { Name = "b.home.lan" }], MemoryCloud.Stop);
        Write("b.home.lan. IN A 10.77.0.2");
        var failures = new List<string?>();
        await foreach (var outcome in service.ApplyAsync(changes, MemoryCloud.Stop))
            failures.Add(outcome.Failure?.ErrorId);
        Assert.Equal(["DnsChangeRejected", null], failures);
        Assert.Empty(File.ReadAllText(Records));
    }

    private DnsRecords Service() => new(new DnsPlaces(new FileNodeStore(_folder.FullName), new FakeNodes()));

    private async Task<List<DcDnsRecord>> ReadAsync(DnsQuery query)
    {
        var records = new List<DcDnsRecord>();
        await foreach (var found in Service().GetAsync(query, MemoryCloud.Stop))
            records.Add(found.Record!);
        return records;
    }

    private void Write(params string[] lines)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Records)!);
        File.WriteAllLines(Records, lines);
    }
}
