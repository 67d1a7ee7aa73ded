using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Acme;

/// <summary>What an authority says is wrong: a problem document (RFC 7807) with the types and subproblems of RFC 8555, 6.7.</summary>
/// <param name="Type">The type without its prefix, e.g. <c>badNonce</c>; the whole type where it is none of ACME's.</param>
/// <param name="Detail">What it says for people.</param>
/// <param name="Identifier">Name that it is about; null where it does not say.</param>
/// <param name="Parts">Problems that it is made of.</param>
internal sealed record AcmeProblem(string Type, string Detail, string? Identifier, IReadOnlyList<AcmeProblem> Parts)
{
    public const string ContentType = "application/problem+json";
    private const string Prefix = "urn:ietf:params:acme:error:";
    private const int Deepest = 3;

    /// <summary>Reads one; what cannot be read says so.</summary>
    public static AcmeProblem Read(JsonNode? node, int depth = 0)
    {
        if (node is not JsonObject problem)
            return new AcmeProblem("unknown", "no reason was given", null, []);
        var type = AcmeJson.Text(problem["type"]) ?? "unknown";
        var parts = depth < Deepest && problem["subproblems"] is JsonArray list ? list.Select(part => Read(part, depth + 1)).ToList() : [];
        return new AcmeProblem(
            type.StartsWith(Prefix, StringComparison.Ordinal) ? type[Prefix.Length..] : type,
            AcmeJson.Text(problem["detail"]) ?? AcmeJson.Text(problem["title"]) ?? "no reason was given",
            AcmeJson.Text(problem["identifier"]?["value"]),
            parts);
    }

    /// <summary>Reads the document of an answer.</summary>
    public static AcmeProblem Read(byte[] content)
    {
        try
        {
            return Read(JsonNode.Parse(content));
        }
        catch (JsonException)
        {
            return new AcmeProblem("unknown", "the answer cannot be read", null, []);
        }
    }

    /// <summary>What it means for an operator, with the authority's own words.</summary>
    public string Words()
    {
        var text = new StringBuilder();
        if (Identifier is not null)
            text.Append(Shown.Text(Identifier)).Append(": ");
        text.Append(Meaning()).Append(" (").Append(Type).Append("): ").Append(Shown.Text(Detail).TrimEnd('.'));
        foreach (var part in Parts.Take(5))
            text.Append("; ").Append(part.Words());
        return text.ToString();
    }

    private string Meaning() => Type switch
    {
        "accountDoesNotExist" => "the authority does not know this account",
        "badCSR" => "the authority refuses the request for a certificate",
        "badPublicKey" => "the authority refuses this kind of key",
        "caa" => "a CAA record does not let this authority issue for the name",
        "connection" => "the authority could not connect to the name's address",
        "dns" => "the authority could not resolve the name, or its record",
        "externalAccountRequired" => "the authority wants an external account (eab in cloud.yaml)",
        "incorrectResponse" => "what the authority was answered is not what it looked for",
        "invalidContact" or "unsupportedContact" => "the authority refuses the contact address",
        "malformed" => "the authority did not understand the request",
        "orderNotReady" => "the order is not ready yet",
        "rateLimited" => "the authority's limit is reached",
        "rejectedIdentifier" or "unsupportedIdentifier" => "the authority does not issue for this name",
        "serverInternal" => "the authority has a fault of its own",
        "tls" => "the authority could not speak TLS with the name's address",
        "unauthorized" => "the authority did not find the proof that it looked for",
        "userActionRequired" => "the authority wants its terms to be agreed to anew",
        _ => "the authority refused",
    };
}
