namespace Dentropy.Engine.Transport;

/// <summary>The ssh server opens no connections to ports for this account, so nothing was tried; a program on the node may still do it.</summary>
internal sealed class PortForbiddenException(string node, string host, int port) : DentropyException(
    "RemotePortRefused",
    DentropyErrorCategory.ConnectionError,
    node,
    $"The ssh server of node '{node}' forbids connections to ports, here {host}:{port}. Allow them there for this account (AllowTcpForwarding, PermitOpen, the key's options).");
