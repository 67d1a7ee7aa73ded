using Dentropy.Certificates;

namespace Dentropy.Engine.Security.Look;

/// <summary>What TLS a node's ports showed.</summary>
/// <param name="Shown">Certificates by port.</param>
/// <param name="Unasked">Ports that could not be asked, and why.</param>
internal sealed record NodeTls(IReadOnlyDictionary<int, DcCertificate> Shown, IReadOnlyList<(int Port, string Why)> Unasked)
{
    public static NodeTls None { get; } = new(new Dictionary<int, DcCertificate>(), []);

    public bool HasTls(int port) => Shown.ContainsKey(port);
}
