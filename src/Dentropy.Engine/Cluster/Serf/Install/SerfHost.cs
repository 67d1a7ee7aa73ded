using System.Formats.Tar;
using System.Text;
using System.Text.Json;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>One node as the installer works on it: scripts as root over its link.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node.</param>
internal sealed class SerfHost(ILinkPool links, DcNode node)
{
    private const int Changed = 3;
    private const int PutBack = 4;
    private const int TakenAway = 5;
    private const int LockHeld = 7;

    // More than the lock, a start and a way back take together.
    private static readonly TimeSpan s_switch = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_cleanup = TimeSpan.FromSeconds(20);

    private bool? _sudo;

    /// <summary>The address of the node that the link has reached; null where it is no ssh link.</summary>
    public string? Reached { get; private set; }

    /// <summary>What is there.</summary>
    /// <exception cref="DentropyException"><c>SerfNeedsRoot</c>, <c>SerfInspectFailed</c>, and those of the link.</exception>
    public async Task<SerfFacts> InspectAsync(CancellationToken cancellationToken)
    {
        var (output, said, exit) = await RunAsync(SerfScripts.Inspect, input: null, cancellationToken).ConfigureAwait(false);
        return SerfFacts.Parse(output) ?? throw SerfInstallErrors.NotUnderstood(node.Name, NodeShell.Why(said, exit));
    }

    /// <summary>Stages a plan's files and installs what is missing.</summary>
    /// <returns>The staging's name.</returns>
    public async Task<string> PrepareAsync(SerfNodePlan plan, CancellationToken cancellationToken)
    {
        var stage = Guid.NewGuid().ToString("N")[..12];
        try
        {
            var archive = await ArchiveAsync(plan.Files, cancellationToken).ConfigureAwait(false);
            var (_, said, exit) = await RunAsync(SerfScripts.Prepare(stage, plan.Files.Count, plan.Install), archive, cancellationToken).ConfigureAwait(false);
            if (exit == 0)
                return stage;
            throw Word(said) switch
            {
                "package" => SerfInstallErrors.Package(node.Name, NodeShell.Why(said, exit)),
                "config" => SerfInstallErrors.Config(node.Name, NodeShell.Why(said, exit)),
                _ => SerfInstallErrors.Write(node.Name, NodeShell.Why(said, exit)),
            };
        }
        catch (Exception e) when (e is OperationCanceledException or DentropyException)
        {
            await DropAsync(stage).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Puts a staging in place. It is not cancelled: the agent is to have the one configuration or the other.</summary>
    /// <returns>Whether it was done; not where the node has changed since it was looked at.</returns>
    public async Task<bool> SwitchAsync(SerfNodePlan plan, string stage, SerfWish wish)
    {
        using var limit = new CancellationTokenSource(s_switch);
        try
        {
            var script = SerfScripts.Switch(stage, plan.Expected, plan.Action, wish.RpcPort, wish.Settings.StartLimit);
            var (_, said, exit) = await RunAsync(script, input: null, limit.Token).ConfigureAwait(false);
            return exit switch
            {
                0 => true,
                Changed => false,
                LockHeld => throw SerfInstallErrors.Busy(node.Name),
                PutBack or TakenAway when Word(said) == "write" => throw SerfInstallErrors.Write(node.Name, NodeShell.Why(said, exit)),
                PutBack or TakenAway => throw SerfInstallErrors.Start(node.Name, Said(said), back: exit == PutBack),
                _ => throw SerfInstallErrors.Start(node.Name, NodeShell.Why(said, exit), back: plan.Facts.Config is not null),
            };
        }
        catch (Exception e) when (e is OperationCanceledException or DentropyException { ErrorId: "LinkLost" })
        {
            throw SerfInstallErrors.Unknown(node.Name);
        }
    }

    /// <summary>Removes a staging; a failure of that is not worth telling beside what led here.</summary>
    public async Task DropAsync(string stage)
    {
        using var limit = new CancellationTokenSource(s_cleanup);
        try
        {
            await RunAsync(SerfScripts.Drop(stage), input: null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // See above.
        }
    }

    /// <summary>The members as this node's agent sees them; null with the reason where it does not say.</summary>
    public async Task<(IReadOnlyList<SerfSeen>? Members, string Why)> MembersAsync(int port, string? auth, CancellationToken cancellationToken)
    {
        var (output, said, exit) = await RunAsync(SerfScripts.Members(port), Encoding.UTF8.GetBytes(auth ?? ""), cancellationToken).ConfigureAwait(false);
        try
        {
            return exit == 0 && JsonSerializer.Deserialize(output, SerfMembersJson.Default.SerfSeenList)?.Members is { } members ? (members, "") : (null, NodeShell.Why(said, exit));
        }
        catch (JsonException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Takes the agent away.</summary>
    public async Task RemoveAsync(int port, string? auth, bool package, CancellationToken cancellationToken)
    {
        var (_, said, exit) = await RunAsync(SerfScripts.Remove(port, package), Encoding.UTF8.GetBytes(auth ?? ""), cancellationToken).ConfigureAwait(false);
        if (exit == LockHeld)
            throw SerfInstallErrors.Busy(node.Name);
        if (exit != 0)
            throw SerfInstallErrors.Remove(node.Name, NodeShell.Why(said, exit));
    }

    /// <summary>Starts a script that ends with its input.</summary>
    public async Task<IRemoteProcess> StartAsync(string script, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        _sudo ??= await NeedsSudoAsync(link, cancellationToken).ConfigureAwait(false);
        return await link.StartAsync(NodeShell.Script(script, _sudo.Value), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(byte[] Output, string Said, int Exit)> RunAsync(string script, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        _sudo ??= await NeedsSudoAsync(link, cancellationToken).ConfigureAwait(false);
        return await NodeShell.RunAsync(link, NodeShell.Script(script, _sudo.Value), input, cancellationToken).ConfigureAwait(false);
    }

    // root may have no sudo. SSH_CONNECTION is the client's address and port, then the server's; sudo would drop it.
    private async Task<bool> NeedsSudoAsync(INodeLink link, CancellationToken cancellationToken)
    {
        var answer = await link.AskAsync("echo \"=$SSH_CONNECTION\"; if [ \"$(id -u)\" = 0 ]; then echo root; else sudo -n true 2>&1 && echo sudo; fi", cancellationToken).ConfigureAwait(false);
        var lines = answer.Split('\n', StringSplitOptions.TrimEntries);
        Reached = lines[0].TrimStart('=').Split(' ') is [_, _, var own, ..] ? own : null;
        return lines[^1] switch
        {
            "root" => false,
            "sudo" => true,
            var said => throw SerfInstallErrors.NeedsRoot(node.Name, Inventory.Shown.Text(said)),
        };
    }

    private static string Word(string said)
    {
        const string mark = "dentropy:";
        var at = said.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "" : said[(at + mark.Length)..].Split(' ', '\n')[0];
    }

    // An agent that said nothing has no words of its own to show.
    private static string Said(string said) => said.Contains("dentropy:start ", StringComparison.Ordinal) && said[(said.IndexOf("dentropy:start ", StringComparison.Ordinal) + 15)..].Trim().Length == 0 ? "" : NodeShell.Why(said, 0);

    private static async Task<byte[]> ArchiveAsync(IReadOnlyDictionary<string, byte[]> files, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var writer = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            foreach (var (name, content) in files)
            {
                var entry = new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite, DataStream = new MemoryStream(content) };
                await writer.WriteEntryAsync(entry, cancellationToken).ConfigureAwait(false);
            }
        }

        return memory.ToArray();
    }
}
