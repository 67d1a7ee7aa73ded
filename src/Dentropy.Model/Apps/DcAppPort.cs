namespace Dentropy.Apps;

/// <summary>A port of the node that leads to a container.</summary>
public sealed record DcAppPort
{
    /// <summary>Address on the node; null for all.</summary>
    public string? Address { get; init; }

    /// <summary>Port on the node.</summary>
    public required int Port { get; init; }

    /// <summary>Port in the container.</summary>
    public required int ContainerPort { get; init; }

    /// <summary><c>tcp</c>, <c>udp</c> or <c>sctp</c>.</summary>
    public required string Protocol { get; init; }

    /// <summary>Name of the service.</summary>
    public required string Service { get; init; }

    /// <summary>As Docker's command line shows it, e.g. <c>8080->80/tcp</c>.</summary>
    public override string ToString() => $"{(Address is null ? "" : Address + ":")}{Port}->{ContainerPort}/{Protocol}";
}
