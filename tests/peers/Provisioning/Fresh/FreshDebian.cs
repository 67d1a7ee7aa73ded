using System.Text.Json;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;
using Dentropy.Provisioning;
using Xunit;

namespace Dentropy.Peers.Tests.Provisioning.Fresh;

/// <summary>A fresh Debian with a root file system of its own: native with systemd as its first process, or emulated with sshd alone.</summary>
internal sealed class FreshDebian : IAsyncDisposable
{
    private readonly string[] _architecture;

    private FreshDebian(string[] architecture, string cloud, DcNode node) => (_architecture, Store, Node) = (architecture, new FileNodeStore(cloud), node);

    public FileNodeStore Store { get; }

    public DcNode Node { get; private set; }

    public SshLinkPool Links { get; } = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One that nobody has touched yet.</summary>
    public static async Task<FreshDebian> StartAsync(params string[] architecture)
    {
        Lab.Require();
        await Lab.RunAsync("debian", ["down", .. architecture]);
        await Lab.RunAsync("debian", ["up", .. architecture]);
        using var status = JsonDocument.Parse(await Lab.RunAsync("debian", ["status", "--json", .. architecture]));
        var cloud = status.RootElement.GetProperty("cloud").GetString()!;
        return new(architecture, cloud, (await new FileNodeStore(cloud).FindAsync(status.RootElement.GetProperty("node").GetString()!, Stop))!);
    }

    /// <summary>The plug is pulled, and put back.</summary>
    public async Task CutPowerAsync()
    {
        await Lab.RunAsync("debian", ["off", .. _architecture]);
        await Links.CloseAsync(Node);
        await Lab.RunAsync("debian", ["up", .. _architecture]);
    }

    public async Task ReplaceAsync(DcNode node)
    {
        await Store.ReplaceAsync(node, Stop);
        Node = (await Store.FindAsync(node.Name, Stop))!;
    }

    public void Profile(string name, string text)
    {
        var folder = Directory.CreateDirectory(Path.Join(Store.Location, "profiles"));
        File.WriteAllText(Path.Join(folder.FullName, name + ".yaml"), text);
    }

    public Task<IReadOnlyList<DcProvisionStep>> ApplyAsync(string profile) =>
        ProvisionTest.ListAsync(new NodeProvisioner(Store, Links, Links).ApplyAsync([Node], profile, new ProvisionSettings { LockTimeout = TimeSpan.FromMinutes(2), ProofTimeout = TimeSpan.FromMinutes(2) }, progress: null, Stop));

    /// <summary>What a shell there prints, over a link of its own.</summary>
    public async Task<string> RunAsync(string command)
    {
        var (output, error, _) = await (await Links.GetAsync(Node, Stop)).RunAsync(command, cancellationToken: Stop);
        return (output + error).Trim();
    }

    public async ValueTask DisposeAsync()
    {
        await Links.DisposeAsync();
        await Lab.RunAsync("debian", ["down", .. _architecture]);
    }
}
