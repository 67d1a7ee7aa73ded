using System.Net;
using Dentropy.Engine.Edge.Names;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Peers.Tests.Edge.Dhcp;
using DnsClient;
using Xunit;

namespace Dentropy.Peers.Tests.Edge.Names;

/// <summary>A real dnsmasq that answers for the inventory, and two others as the servers behind it.</summary>
[Collection("dnsmasq")]
public sealed class InventoryNamesTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NodesAreAnsweredAndTheRestIsAskedOfTheFirstServerThatAnswers()
    {
        await using var host = await DhcpHost.StartAsync();
        await using var links = new SshLinkPool();
        var (two, four) = ((await Lab.NodeAsync("pi2")).Address!, (await Lab.NodeAsync("pi4")).Address!);
        var client = new LookupClient(new LookupClientOptions(new NameServer(IPAddress.Parse(host.Node.Address!))) { UseCache = false, Timeout = TimeSpan.FromSeconds(5), Retries = 5, ThrowDnsErrors = false });
        try
        {
            foreach (var (server, address, answer) in new[] { ("pi2", two, "192.0.2.2"), ("pi4", four, "192.0.2.4") })
                await Lab.ExecAsync(server, $"dnsmasq --conf-file=/dev/null --user=root --no-resolv --no-hosts --bind-interfaces --listen-address={address} --address=/#/{answer} --pid-file=/run/lab-upstream.pid");
            var done = await WriteAsync("home.lan", [two, four]);
            Assert.True(done.Applied);
            await Lab.UntilAsync(async () => (await AskAsync("pi3.home.lan")).Count == 1, "the names are answered");
            var process = await host.ProcessAsync();
            Assert.Equal([(await Lab.NodeAsync("pi3")).Address!], await AskAsync("pi3.home.lan"));
            Assert.Empty(await AskAsync("nobody.home.lan"));
            Assert.Equal(["192.0.2.2"], await AskAsync("a.example.org"));

            // The second is asked where the first is gone.
            await Lab.ExecAsync("pi2", "kill $(cat /run/lab-upstream.pid)");
            await Lab.UntilAsync(async () => (await AskAsync("b.example.org")).SequenceEqual(["192.0.2.4"]), "the second server is asked");

            // Nothing new is nothing written, and new names need no restart.
            Assert.False((await WriteAsync(null, null)).Applied);
            Assert.True((await WriteAsync(null, null, new DcNode { Name = "added", Address = "10.250.0.1" })).Applied);
            await Lab.UntilAsync(async () => (await AskAsync("added.home.lan")).SequenceEqual(["10.250.0.1"]), "the new name is answered");
            Assert.Equal(process, await host.ProcessAsync());
        }
        finally
        {
            await Lab.ExecAsync("pi2", "kill $(cat /run/lab-upstream.pid)");
            await Lab.ExecAsync("pi4", "kill $(cat /run/lab-upstream.pid)");
        }

        async Task<Dentropy.Edge.DcInventoryDns> WriteAsync(string? domain, string[]? upstream, params DcNode[] more)
        {
            var cloud = Directory.CreateTempSubdirectory("dentropy-names-").FullName;
            try
            {
                var store = new FileNodeStore(cloud);
                foreach (var node in (await Lab.NodesAsync()).Concat(more))
                    await store.AddAsync(node, Token);
                return await InventoryNames.ApplyAsync(Assert.Single(await new InventoryNames(store, links).PlanAsync([host.Node], domain, upstream, Token)), Token);
            }
            finally
            {
                Directory.Delete(cloud, recursive: true);
            }
        }

        async Task<IReadOnlyList<string>> AskAsync(string name)
        {
            try
            {
                return [.. (await client.QueryAsync(name, QueryType.A, cancellationToken: Token)).Answers.ARecords().Select(record => record.Address.ToString())];
            }
            catch (DnsResponseException)
            {
                return [];
            }
        }
    }
}
