using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Dentropy.Engine.Http;

/// <summary>Whether a server's certificate is trusted where authorities are named beside those of the machine.</summary>
internal static class ApiTrust
{
    /// <summary>Tells whether it is: by the machine, or by a chain that ends at one of the named authorities. Its names must be right either way.</summary>
    /// <param name="certificate">The server's certificate.</param>
    /// <param name="sent">The chain that was tried, with what the server sent.</param>
    /// <param name="errors">What the machine says.</param>
    /// <param name="roots">The named authorities.</param>
    public static bool IsTrusted(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors, X509Certificate2Collection roots)
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 leaf)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.ExtraStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ExtraStore.AddRange((X509Certificate2[])[.. sent?.ChainElements.Select(element => element.Certificate) ?? []]);
        return chain.Build(leaf);
    }
}
