using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>What ssh-keygen is to sign.</summary>
/// <param name="Kind">What it is for.</param>
/// <param name="PublicKey">The key, as a line of its file.</param>
/// <param name="Identity">Who it is for, in words.</param>
/// <param name="Principals">Accounts, or names of the host; at least one.</param>
/// <param name="ValidFor">From now on.</param>
internal sealed record CertificateRequest(DcSshCertificateKind Kind, string PublicKey, string Identity, IReadOnlyList<string> Principals, TimeSpan ValidFor)
{
    public IReadOnlyList<string> SourceAddress { get; init; } = [];

    public string? ForceCommand { get; init; }

    public string? Node { get; init; }

    public string? Path { get; init; }

    /// <exception cref="DentropyException"><c>SshCertificateInvalid</c>.</exception>
    public CertificateRequest Checked()
    {
        if (Identity.Length is 0 or > 200 || !IsLine(Identity))
            throw CertificateErrors.Argument("Identity", "has to be words on one line");
        // sshd lets a certificate without any into no account today, and let it into all of them once.
        if (Principals.Count == 0)
            throw CertificateErrors.Argument("Principal", "has to name at least one account");
        if (Principals.FirstOrDefault(name => name.Length == 0 || name.Any(c => c is ',' || char.IsWhiteSpace(c) || char.IsControl(c))) is { } bad)
            throw CertificateErrors.Argument("Principal", $"has '{Inventory.Shown.Text(bad)}', which is no name of an account");
        if (SourceAddress.FirstOrDefault(network => !IsNetwork(network)) is { } wrong)
            throw CertificateErrors.Argument("SourceAddress", $"has '{Inventory.Shown.Text(wrong)}', which is no address and no network such as 10.0.0.0/8");
        return ForceCommand is { } command && (command.Trim().Length == 0 || !IsLine(command)) ? throw CertificateErrors.Argument("ForceCommand", "has to be a command on one line") : this;
    }

    private static bool IsLine(string text) => !text.Any(char.IsControl);

    private static bool IsNetwork(string text) => text.Contains('/', StringComparison.Ordinal) ? System.Net.IPNetwork.TryParse(text, out _) : System.Net.IPAddress.TryParse(text, out _);
}
