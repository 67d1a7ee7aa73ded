using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>What Cloudflare said when it refused a request: the envelope's <c>errors</c>, each with a code, a message, and sometimes an <c>error_chain</c> or a pointer to what it is about.</summary>
internal sealed partial class CloudflareRefusal : Exception
{
    // Codes of credentials that are wrong, malformed, missing or not enough: 10000 authentication error, 9103 and 9109 unknown key or token, 9106 none sent, 6003 and 6111 malformed.
    private static readonly int[] s_credentials = [10000, 9103, 9106, 9107, 9109, 6003, 6111];

    // Nothing is behind this address: 7000 no route, 7003 no such object.
    private static readonly int[] s_nowhere = [7000, 7003];

    // Two records that cannot be side by side: A, AAAA, CNAME and NS (81053 to 81056), the same once more (81057, 81058), one that Workers keep (81062).
    private static readonly int[] s_conflicts = [81053, 81054, 81055, 81056, 81057, 81058, 81062];

    private CloudflareRefusal(HttpStatusCode status, IReadOnlyList<int> codes, string said, string? pointer)
        : base(said) => (Status, Codes, Pointer) = (status, codes, pointer);

    public HttpStatusCode Status { get; }

    /// <summary>Codes of the errors and of what they were caused by.</summary>
    public IReadOnlyList<int> Codes { get; }

    /// <summary>What in the request it is about; null where it does not say.</summary>
    public string? Pointer { get; }

    public bool IsAboutCredentials => Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || Codes.Any(s_credentials.Contains);

    public bool IsNowhere => !IsGone && (Status == HttpStatusCode.NotFound || Codes.Any(s_nowhere.Contains));

    public bool IsConflict => Codes.Any(s_conflicts.Contains);

    /// <summary>Whether a record is not there any more.</summary>
    public bool IsGone => Codes.Contains(81044);

    /// <summary>The operation of a batch that it is about, by list and place in it; null where it does not say.</summary>
    public (string List, int At)? Operation => Pointer is not null && PointerText().Match(Pointer) is { Success: true } match
        ? (match.Groups["list"].Value, int.Parse(match.Groups["at"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture))
        : null;

    /// <summary>Reads a refusal.</summary>
    /// <param name="status">The answer's status.</param>
    /// <param name="envelope">The answer.</param>
    /// <param name="secret">What must not be repeated, should the answer have it.</param>
    public static CloudflareRefusal Of(HttpStatusCode status, JsonElement envelope, string secret)
    {
        var (codes, said) = (new List<int>(), new List<string>());
        string? pointer = null;
        if (envelope.TryGetProperty("errors", out var errors))
            Read(errors, codes, said, ref pointer);
        var text = string.Join(": ", said.Distinct(StringComparer.Ordinal)).Replace(secret, "***", StringComparison.Ordinal);
        return new CloudflareRefusal(status, codes, text.Length > 0 ? text : string.Create(CultureInfo.InvariantCulture, $"status {(int)status} without a reason"), pointer);
    }

    private static void Read(JsonElement errors, List<int> codes, List<string> said, ref string? pointer)
    {
        if (errors.ValueKind != JsonValueKind.Array)
            return;
        foreach (var error in errors.EnumerateArray().Where(error => error.ValueKind == JsonValueKind.Object))
        {
            var code = error.TryGetProperty("code", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : 0;
            codes.Add(code);
            if (error.TryGetProperty("message", out var message) && message.ValueKind == JsonValueKind.String)
                said.Add(string.Create(CultureInfo.InvariantCulture, $"{Shown.Text(message.GetString()!).TrimEnd('.')} ({code})"));
            if (error.TryGetProperty("source", out var source) && source.ValueKind == JsonValueKind.Object && source.TryGetProperty("pointer", out var at) && at.ValueKind == JsonValueKind.String)
                pointer ??= at.GetString();
            if (error.TryGetProperty("error_chain", out var chain))
                Read(chain, codes, said, ref pointer);
        }
    }

    [GeneratedRegex("(?<list>deletes|patches|puts|posts)[/.\\[](?<at>[0-9]{1,6})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PointerText();
}
