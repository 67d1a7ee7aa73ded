namespace Dentropy.Engine.Edge.Gateway;

/// <summary>The errors of gateways and port forwards, worded in one place.</summary>
internal static class GatewayErrors
{
    public static DentropyException NotFound(string node) => new(
        "GatewayNotFound", DentropyErrorCategory.ObjectNotFound, node, $"Node '{node}' is no gateway. Make it one with Set-DcGateway.");

    public static DentropyException Invalid(string node, string why) => new(
        "InvalidGateway", DentropyErrorCategory.InvalidArgument, node, $"Node '{node}' cannot be such a gateway: {why}. Nothing was changed.");

    public static DentropyException InvalidForward(string name, string why) => new(
        "InvalidPortForward", DentropyErrorCategory.InvalidArgument, name, $"The port forward '{name}' cannot be: {why}. Nothing was changed.");
}
