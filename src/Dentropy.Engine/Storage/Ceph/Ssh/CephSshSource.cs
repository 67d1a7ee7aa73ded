using System.Text.Json;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>The <c>ceph</c> command on nodes, over their links. The nodes are asked in turn until one answers, the one that answered last first.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="settings">How the command is called there.</param>
/// <param name="nodes">The nodes.</param>
/// <param name="limit">How long the cluster may take to answer on one node.</param>
internal sealed class CephSshSource(ILinkPool links, CephClusterSettings settings, IReadOnlyList<DcNode> nodes, TimeSpan limit) : ICephSource
{
    // For the node itself: starting programs, and the answers' way here.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private readonly List<string> _notes = [];
    private bool _sudo = settings.Sudo == true;
    private int _first;

    /// <summary>Which nodes did not answer the last question, and why; a sentence each.</summary>
    public IReadOnlyList<string> Notes => _notes;

    /// <inheritdoc/>
    public async Task<CephAnswers> AskAsync(IReadOnlyCollection<CephQuestion> questions, CancellationToken cancellationToken)
    {
        var commands = questions.Distinct().Select(CephCommand.Of).ToList();
        var failures = new List<DentropyException>();
        for (var i = 0; i < nodes.Count; i++)
        {
            var at = (_first + i) % nodes.Count;
            try
            {
                var answers = await AskNodeAsync(nodes[at], commands, cancellationToken).ConfigureAwait(false);
                _first = at;
                _notes.Clear();
                _notes.AddRange(failures.Select(failure => $"{failure.Target} was asked first and did not answer ({failure.ErrorId})."));
                return answers;
            }
            catch (DentropyException e) when (IsOfNode(e))
            {
                failures.Add(e);
            }
        }

        throw Worst(failures);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Another node may do better; where the cluster itself is the matter, or somebody else's program answers, none will.
    private static bool IsOfNode(DentropyException e) => e.ErrorId is not ("CephNoQuorum" or "CephAnswerInvalid");

    // What a node says of the cluster tells more than that another one is off.
    private static DentropyException Worst(List<DentropyException> failures)
    {
        string[] order = ["CephKeyRefused", "CephCommandFailed", "CephUnreachable", "CephKeyringUnreadable", "CephNotInstalled"];
        var worst = failures.MinBy(failure => Array.IndexOf(order, failure.ErrorId) is var rank && rank < 0 ? order.Length : rank)!;
        var others = failures.Where(failure => failure != worst).Select(failure => $"{failure.Target} ({failure.ErrorId})").ToList();
        return others.Count == 0 ? worst : new DentropyException(worst.ErrorId, worst.Category, worst.Target, $"{worst.Message} Also asked: {string.Join(", ", others)}.", worst);
    }

    private async Task<CephAnswers> AskNodeAsync(DcNode node, IReadOnlyList<CephCommand> commands, CancellationToken cancellationToken)
    {
        var (output, said, exit) = await RunAsync(node, commands, cancellationToken).ConfigureAwait(false);
        if (exit == CephScript.Unreadable && settings.Sudo is null && !_sudo)
        {
            _sudo = true;
            (output, said, exit) = await RunAsync(node, commands, cancellationToken).ConfigureAwait(false);
            if (exit != 0 && output.Length == 0)
            {
                _sudo = false;
                throw CephErrors.KeyringUnreadable(node.Name, $"the account cannot read a keyring, and sudo does not help ({NodeShell.Why(said, exit)})");
            }
        }

        return exit switch
        {
            CephScript.Missing => throw CephErrors.NotInstalled(node.Name),
            CephScript.Unreadable => throw CephErrors.KeyringUnreadable(node.Name, NodeShell.Why(said, exit)),
            _ => CephVerdict.Judge(node.Name, commands, CephReport.Read(output), NodeShell.Why(said, exit)),
        };
    }

    private async Task<(byte[] Output, string Said, int Exit)> RunAsync(DcNode node, IReadOnlyList<CephCommand> commands, CancellationToken cancellationToken)
    {
        var seconds = Math.Max(1, (int)Math.Ceiling(limit.TotalSeconds));
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        // The slow way asks in groups of four, and each has its time.
        var most = (TimeSpan.FromSeconds(seconds + 2) * ((commands.Count + 3) / 4)) + s_grace;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(most);
        try
        {
            return await NodeShell.RunAsync(link, NodeShell.Script(CephScript.Text(settings, commands, seconds), _sudo), input: null, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What does not answer for so long is no warm link any more.
            await links.CloseAsync(node).ConfigureAwait(false);
            throw CephErrors.Silent(node.Name, most);
        }
    }
}
