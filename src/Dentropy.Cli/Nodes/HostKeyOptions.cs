using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// How a host's key comes to be trusted: by its fingerprint, or on first sight.
internal sealed class HostKeyOptions
{
    private readonly Option<string?> _fingerprint = new("--trust-host-key")
    {
        HelpName = "FINGERPRINT",
        Description = "Trust the host's key if it has this fingerprint (SHA256:...), also in place of an older one.",
    };

    private readonly Option<bool> _acceptNew = new("--accept-new-host-key")
    {
        Description = "Trust the key that the host shows now, if it is not known by another one.",
    };

    public void AddTo(Command command)
    {
        command.AddAll(_fingerprint, _acceptNew);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_fingerprint) is not null && result.GetValue(_acceptNew))
                result.AddError("--trust-host-key and --accept-new-host-key exclude each other.");
        });
    }

    public bool Asked(CommandContext context) => context.Has(_fingerprint) || context.Get(_acceptNew);

    public string Plan(CommandContext context) => context.Get(_fingerprint) is { } fingerprint
        ? $"trust its host key if it is {fingerprint}"
        : "trust the host key that it shows";

    // Records the key before the node is written, so that a key that is refused leaves nothing behind.
    public async Task TrustAsync(CommandContext context, DcNode node)
    {
        if (!Asked(context))
            return;
        await using var pool = new SshLinkPool();
        var keys = new HostKeys(pool);
        var key = context.Get(_fingerprint) is { } fingerprint
            ? await keys.TrustAsync(node, fingerprint, context.Stop)
            : await keys.AcceptNewAsync(node, context.Stop);
        context.Said($"trusted the host key of {node.Name}: {key.Type} {key.Fingerprint}");
    }
}
