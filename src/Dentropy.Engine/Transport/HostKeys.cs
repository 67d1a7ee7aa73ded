using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport.Ssh;
using Dentropy.Nodes;

namespace Dentropy.Engine.Transport;

/// <summary>Gathers host keys and records the ones that an operator trusts, in the inventory's own <c>known_hosts</c>.</summary>
/// <param name="pool">Where links to jump hosts come from.</param>
public sealed class HostKeys(SshLinkPool pool)
{
    /// <summary>The inventory's file of trusted host keys, in OpenSSH's format.</summary>
    /// <param name="cloud">Folder of the inventory.</param>
    /// <returns>Its full path.</returns>
    public static string FileIn(string cloud) => Path.Combine(cloud, "known_hosts");

    /// <summary>The key that the host shows now; nothing is trusted or written.</summary>
    /// <param name="node">The node.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="DentropyException"><c>NodeUnreachable</c>, <c>ConnectTimeout</c>, <c>SshFailed</c>.</exception>
    public Task<HostKey> GatherAsync(DcNode node, CancellationToken cancellationToken) => pool.GatherHostKeyAsync(node, cancellationToken);

    /// <summary>Trusts the key that the host shows, if it has the fingerprint given; it takes the place of older keys of that host.</summary>
    /// <param name="node">The node; <see cref="DcNode.Cloud"/> says where the key is recorded.</param>
    /// <param name="fingerprint">SHA-256 fingerprint as ssh-keygen prints it.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The key now trusted.</returns>
    /// <exception cref="DentropyException"><c>HostKeyMismatch</c>: the host shows another key; nothing is changed.</exception>
    public async Task<HostKey> TrustAsync(DcNode node, string fingerprint, CancellationToken cancellationToken)
    {
        var wanted = Normalise(fingerprint);
        var shown = await GatherAsync(node, cancellationToken).ConfigureAwait(false);
        if (!string.Equals(shown.Fingerprint, wanted, StringComparison.Ordinal))
        {
            throw new DentropyException(
                "HostKeyMismatch",
                DentropyErrorCategory.AuthenticationError,
                node.Name,
                $"Node '{node.Name}' shows a {shown.Type} key with fingerprint {shown.Fingerprint}, not {wanted}. Nothing was trusted. Read the fingerprint again on the node itself: ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub");
        }

        await RecordAsync(node, shown, cancellationToken).ConfigureAwait(false);
        return shown;
    }

    /// <summary>Trusts the key that a host shows on first sight. A host that is known by another key is refused.</summary>
    /// <param name="node">The node; <see cref="DcNode.Cloud"/> says where the key is recorded.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The key now trusted.</returns>
    /// <exception cref="DentropyException"><c>HostKeyChanged</c>: the host is known by another key; nothing is changed.</exception>
    public async Task<HostKey> AcceptNewAsync(DcNode node, CancellationToken cancellationToken)
    {
        var shown = await GatherAsync(node, cancellationToken).ConfigureAwait(false);
        foreach (var known in await KnownAsync(node, shown.Host, cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(known.Type, shown.Type, StringComparison.Ordinal) && !string.Equals(known.Blob, shown.Blob, StringComparison.Ordinal))
            {
                throw new DentropyException(
                    "HostKeyChanged",
                    DentropyErrorCategory.AuthenticationError,
                    node.Name,
                    $"Node '{node.Name}' is known by the key {known.Fingerprint}, but shows {shown.Fingerprint}. Only a new key is accepted this way. If you know why it changed, trust it by its fingerprint: -TrustHostKey {shown.Fingerprint}");
            }
        }

        await RecordAsync(node, shown, cancellationToken).ConfigureAwait(false);
        return shown;
    }

    private static string Normalise(string fingerprint)
    {
        var trimmed = fingerprint.Trim().TrimEnd('=');
        var body = trimmed.StartsWith("SHA256:", StringComparison.Ordinal) ? trimmed["SHA256:".Length..] : trimmed;
        // 32 bytes are 43 characters of base64 without padding.
        return body.Length == 43 && Convert.TryFromBase64String(body + "=", new byte[33], out _)
            ? "SHA256:" + body
            : throw new DentropyException(
                "InvalidFingerprint",
                DentropyErrorCategory.InvalidArgument,
                fingerprint,
                $"'{fingerprint}' is not a SHA-256 fingerprint. Give it as ssh-keygen -lf prints it: SHA256: and 43 characters.");
    }

    private static async Task<List<HostKey>> KnownAsync(DcNode node, string host, CancellationToken cancellationToken)
    {
        var known = new List<HostKey>();
        var user = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh", "known_hosts");
        foreach (var file in new[] { FileIn(Cloud(node)), user })
        {
            known.AddRange(await KnownHostsFile.FindAsync(file, host, cancellationToken).ConfigureAwait(false));
        }

        return known;
    }

    private static Task RecordAsync(DcNode node, HostKey key, CancellationToken cancellationToken) =>
        KnownHostsFile.ReplaceAsync(Cloud(node), key, cancellationToken);

    private static string Cloud(DcNode node) => node.Cloud is { Length: > 0 } cloud
        ? cloud
        : throw new ArgumentException("The node belongs to no inventory.", nameof(node));
}
