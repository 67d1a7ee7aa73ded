using System.Security.Cryptography;
using System.Text;

namespace Dentropy.Engine.Certificates.Challenges;

/// <summary>What is made of a challenge's token.</summary>
internal static class ChallengeToken
{
    /// <summary>Whether a token is one (RFC 8555, 8.1: base64url). It becomes the name of a file, so anything else would be dangerous.</summary>
    public static bool IsOne(string token) => token.Length is >= 16 and <= 200 && token.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The value of the TXT record (RFC 8555, 8.4).</summary>
    public static string Txt(string authorization) => System.Buffers.Text.Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(authorization)));
}
