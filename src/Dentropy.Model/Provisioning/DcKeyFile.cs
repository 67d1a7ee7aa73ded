namespace Dentropy.Provisioning;

/// <summary>A pair of keys in files on this machine.</summary>
/// <param name="Path">The private half; only its owner can read it.</param>
/// <param name="PublicPath">The public half.</param>
/// <param name="Fingerprint">SHA-256 fingerprint as ssh-keygen prints it.</param>
/// <param name="Comment">What stands behind the public key.</param>
public sealed record DcKeyFile(string Path, string PublicPath, string Fingerprint, string Comment);
