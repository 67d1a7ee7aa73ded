namespace Dentropy.Peers.Tests.Emulators;

/// <summary>An error of Cloudflare's API.</summary>
internal sealed class CloudflareFault(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    public int Status { get; init; } = 400;

    /// <summary>What it was caused by, in <c>error_chain</c>.</summary>
    public (int Code, string Message)? Chain { get; init; }

    public string? Pointer { get; set; }
}
