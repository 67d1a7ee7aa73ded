using System.Text;
using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Provisioning.Steps;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Provisioning;

/// <summary>One node as it is set up: scripts as root over its link.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node.</param>
internal sealed class NodeHost(ILinkPool links, DcNode node)
{
    private bool _sudo;

    /// <summary>Asks for everything at once, in one session.</summary>
    public async Task<NodeFacts> LookAsync(FactQuestions questions, string script, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var (output, said, exit) = await NodeShell.RunAsync(link, FactScript.Command(script), input: null, cancellationToken).ConfigureAwait(false);
        var text = Encoding.UTF8.GetString(output);
        var facts = NodeFacts.Parse(text, questions);
        if (text.Length == 0 && exit != 0 && said.Contains("sudo", StringComparison.Ordinal))
            throw ProvisionErrors.NeedsRoot(node.Name, NodeShell.Why(said, exit));
        if (!facts.Complete)
            throw ProvisionErrors.NotUnderstood(node.Name, NodeShell.Why(said, exit));
        return facts;
    }

    /// <summary>Takes the node for this run. It is free again when the result is disposed, and half a minute after the link was lost.</summary>
    /// <exception cref="DentropyException"><c>ProvisionBusy</c>.</exception>
    public async Task<IAsyncDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        _sudo = await link.AskAsync("id -u", cancellationToken).ConfigureAwait(false) != "0";
        var who = ShellQuote.Word($"{Environment.UserName}@{Environment.MachineName}");
        var process = await link.StartAsync(NodeShell.Script(Hold + $"echo {who} since \"$(date +%T)\" >\"$lock\"; echo held\n" + HeldNode.Loop, _sudo), cancellationToken).ConfigureAwait(false);
        var held = new HeldNode(process);
        try
        {
            var answer = await held.AnswerAsync(cancellationToken).ConfigureAwait(false);
            if (answer == "held")
                return held;
            throw answer.StartsWith("busy", StringComparison.Ordinal)
                ? ProvisionErrors.Busy(node.Name, answer["busy".Length..].Trim())
                : ProvisionErrors.Step(node.Name, "lock", "of the node", "write", answer);
        }
        catch
        {
            await held.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Carries a step's script out.</summary>
    /// <exception cref="DentropyException">What it says.</exception>
    public async Task RunAsync(NodeStep step, string script, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        var (_, said, exit) = await NodeShell.RunAsync(link, NodeShell.Script(script, _sudo), input, cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw ProvisionErrors.Step(node.Name, step.Kind, step.Name, Word(said), NodeShell.Why(said, exit));
    }

    // The lock is on the file that says who has it, and goes with the process that holds it.
    private const string Hold = $$"""
        lock={{StepScripts.RunFolder}}/provision.lock
        said=$( { mkdir -p {{StepScripts.RunFolder}} && : >>"$lock"; } 2>&1) || { echo "$said"; exit 1; }
        exec 9>>"$lock"
        flock -n 9 || { echo "busy $(head -n 1 "$lock")"; exit 7; }

        """;

    private static string Word(string said)
    {
        const string mark = "dentropy:";
        var at = said.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? "" : said[(at + mark.Length)..].Split(' ', '\n')[0];
    }
}
