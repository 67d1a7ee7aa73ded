using Dentropy.Certificates;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>Where certificates are on nodes, and in the inventory.</summary>
internal static class InstallPaths
{
    public const string FullChainFile = "fullchain.pem";

    /// <summary>A certificate's name as the name of a file or folder; the <c>*</c> of a wildcard would be one for every shell too.</summary>
    public static string FileName(string name) => name.Replace('*', '_').Replace(':', '_');

    /// <summary>The file with the certificate and its chain on the node.</summary>
    public static string FullChain(DcIssuedCertificate record) => $"{record.InstallPath.TrimEnd('/')}/{FileName(record.Name)}/{FullChainFile}";
}
