namespace Dentropy.Engine.Http;

/// <summary>How a service is spoken to over HTTP.</summary>
internal sealed record ApiSettings
{
    /// <summary>What the service is, for messages, e.g. <c>public (Cloudflare)</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Where it is. Only its scheme, host and port are ever shown.</summary>
    public required Uri Address { get; init; }

    /// <summary>Certificates in PEM that the service's certificate may be signed by, beside those that the machine trusts.</summary>
    public string? CaFile { get; init; }

    /// <summary>How long one try may take, from the request to the last byte of the answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request is tried again.</summary>
    public int Retries { get; init; } = 4;

    /// <summary>The longest wait that is taken when the service asks for one; a longer one is an error at once.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(6);

    /// <summary>Answers that say themselves what is wrong: they are handed on as they are, whatever their status.</summary>
    public Func<ApiAnswer, bool> SpeaksForItself { get; init; } = static _ => false;

    /// <summary>The clock that waits between tries are taken from.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
