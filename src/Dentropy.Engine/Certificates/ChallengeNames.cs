namespace Dentropy.Engine.Certificates;

/// <summary>The kinds of challenges that are answered (RFC 8555, 8.3 and 8.4).</summary>
internal static class ChallengeNames
{
    public const string Http = "http-01";
    public const string Dns = "dns-01";
}
