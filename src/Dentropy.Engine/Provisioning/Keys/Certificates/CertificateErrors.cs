using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.Keys.Certificates;

/// <summary>What can go wrong with SSH certificates, worded in one place.</summary>
internal static class CertificateErrors
{
    public static DentropyException ValidFor(string given) => new(
        "ValidForInvalid", DentropyErrorCategory.InvalidArgument, given,
        $"'{Shown.Text(given)}' is no time that a certificate can be valid for. Say a number and its unit (90m, 12h, 30d, 52w, 1d12h), ten years at most. Nothing was signed.");

    public static DentropyException Argument(string name, string problem) => new(
        "SshCertificateInvalid", DentropyErrorCategory.InvalidArgument, name, $"{name} {problem}. Nothing was signed.");

    public static DentropyException CaNotFound(string path) => new(
        "CaKeyNotFound", DentropyErrorCategory.ObjectNotFound, path, $"There is no CA key {path}, neither half of it. Make one with: ssh-keygen -t ed25519 -f {path}. Nothing was signed.");

    public static DentropyException CaUnreadable(string path, string why) => new(
        "CaKeyUnreadable", DentropyErrorCategory.PermissionDenied, path, $"The CA key {path} cannot be used: {Shown.Text(why.Trim().TrimEnd('.'))}. Nothing was signed.");

    public static DentropyException CaLocked(string path, bool isHere) => new(
        "CaKeyLocked", DentropyErrorCategory.AuthenticationError, path,
        $"The CA key {path} {(isHere ? "has a passphrase" : "is here as its public half alone")}, and no agent has it. Give it to one: ssh-add {(isHere ? path : "PRIVATE-HALF")} (SSH_AUTH_SOCK says where it is). Nothing was signed.");

    public static DentropyException NotSigned(string ca, string said) => new(
        "SshCertificateNotSigned", DentropyErrorCategory.InvalidResult, ca, $"ssh-keygen did not sign with {ca}: {Shown.Text(said.Trim().TrimEnd('.'))}. Nothing was recorded.");

    public static DentropyException RecordsBroken(string path, int line) => new(
        "SshCertificateRecordsBroken", DentropyErrorCategory.InvalidData, path,
        $"Line {line} of {path} is no record of a certificate, so the next serial number is not certain. Put the file back from a backup, or take the line out if you know what it was. Nothing was signed.");

    public static DentropyException NotRecorded(string path, Exception cause) => new(
        "SshCertificateNotRecorded", DentropyErrorCategory.WriteError, path, $"{path} could not be written: {cause.Message.TrimEnd('.')}. No certificate was issued.", cause);

    public static DentropyException NotWritten(string path, ulong serial, Exception cause) => new(
        "SshCertificateNotWritten", DentropyErrorCategory.WriteError, path, $"Certificate {serial} was signed and could not be written to {path}: {cause.Message.TrimEnd('.')}. Make room or look at its permissions, then sign another; this one was thrown away.", cause);
}
