namespace Dentropy.Engine.Transport;

/// <summary>A link as the pool keeps it.</summary>
internal interface IPooledLink : INodeLink, IAsyncDisposable
{
    /// <summary>Whether it can still be used, as far as is known.</summary>
    bool IsOpen { get; }

    /// <summary>The command by which ssh reaches further hosts through this link (ssh_config, ProxyCommand).</summary>
    string ProxyCommand { get; }
}

/// <summary>A warm link turned out to be dead before the command was sent, so a new link may be tried without running anything twice.</summary>
internal sealed class LinkUnusableException(string node, Exception cause) : DentropyException(
    "LinkLost",
    DentropyErrorCategory.ConnectionError,
    node,
    $"The link to node '{node}' was lost before the command was sent. Check the node with Test-DcNode, then run it again.",
    cause);
