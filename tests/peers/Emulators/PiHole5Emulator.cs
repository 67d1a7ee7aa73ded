using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Dentropy.Peers.Tests.Emulators;

/// <summary>Pi-hole v5 as its web part is in its source: api.php (the token, and FTL's answer behind every other) and func.php (the lists, which are files).</summary>
internal sealed class PiHole5Emulator : Emulator
{
    /// <summary>SHA-256 of SHA-256 of the password <c>raspberry</c>, in hexadecimal, as setupVars.conf has it; worked out with sha256sum.</summary>
    public const string RaspberryToken = "3f4fa74468f336df5c4cf1d343d160f8948375732f82ea1a057138ae7d35055c";

    public string Token { get; set; } = "0123456789abcdef";

    /// <summary>Answers a wrong token as a logged-in browser's session would be.</summary>
    public bool SaysNotAuthorized { get; set; }

    /// <summary>Lines of custom.list, <c>address name</c>.</summary>
    public List<string> Hosts { get; } = [];

    /// <summary>Lines of 05-pihole-custom-cname.conf without <c>cname=</c>.</summary>
    public List<string> Cnames { get; } = [];

    /// <summary>The requests that change something, which are GETs as well.</summary>
    public IReadOnlyList<EmulatorRequest> Changes => [.. Requests.Where(request => request.Query.GetValueOrDefault("action") is "add" or "delete")];

    protected override EmulatorAnswer Answer(EmulatorRequest request)
    {
        if (request.Path != "/admin/api.php" || request.Method != "GET")
            return EmulatorAnswer.Plain("<html>not found</html>", 404);
        // A key without a value comes as one of the values without a key.
        var keys = request.Query.Keys.Concat(request.Query.GetValueOrDefault("")?.Split(',') ?? []).ToList();
        if (request.Query.GetValueOrDefault("auth") != Token)
            return SaysNotAuthorized ? EmulatorAnswer.Plain("Not authorized!") : EmulatorAnswer.Json("[]");
        var answer = keys.Contains("customdns") ? Dns(request.Query) : keys.Contains("customcname") ? Cname(request.Query) : null;
        return EmulatorAnswer.Json((answer?.ToJsonString() ?? "") + (request.Query.GetValueOrDefault("action") == "get" ? "[]" : """{"FTLnotrunning":true}"""));
    }

    private JsonObject Dns(IReadOnlyDictionary<string, string> query)
    {
        var pairs = Hosts.Select(line => line.Split(' ')).Where(words => words.Length == 2).Select(words => (Domain: words[1], Ip: words[0])).ToList();
        var (domain, ip) = (query.GetValueOrDefault("domain", ""), query.GetValueOrDefault("ip", ""));
        switch (query.GetValueOrDefault("action"))
        {
            case "get":
                return new JsonObject { ["data"] = new JsonArray([.. pairs.Select(pair => (JsonNode)new JsonArray(pair.Domain, pair.Ip))]) };
            case "add" when !IPAddress.TryParse(ip, out _):
                return Failure("IP must be valid");
            case "add" when domain.Length == 0 || domain.Contains('*', StringComparison.Ordinal):
                return Failure("Domain must be valid");
            case "add" when pairs.Exists(pair => pair.Domain == domain && Family(pair.Ip) == Family(ip)):
                return Failure($"This domain already has a custom DNS entry for an IPv{Family(ip)}");
            case "add":
                Hosts.Add($"{ip} {domain}");
                return Success();
            default:
                return Hosts.Remove($"{ip} {domain}") ? Success() : Failure("This domain/ip association does not exist");
        }
    }

    private JsonObject Cname(IReadOnlyDictionary<string, string> query)
    {
        // The last word of a line counts as its target, whatever it is.
        var pairs = Cnames.Select(line => line.Split(',')).Where(words => words.Length > 1).Select(words => (Domains: words[..^1], Target: words[^1])).ToList();
        var (domain, target) = (query.GetValueOrDefault("domain", ""), query.GetValueOrDefault("target", ""));
        switch (query.GetValueOrDefault("action"))
        {
            case "get":
                return new JsonObject { ["data"] = new JsonArray([.. pairs.Select(pair => (JsonNode)new JsonArray(string.Join(',', pair.Domains), pair.Target))]) };
            case "add" when domain.Split(',').FirstOrDefault(one => pairs.Exists(pair => pair.Domains.Contains(one))) is { } there:
                return Failure($"There is already a CNAME record for &#039;{there}&#039;");
            case "add":
                Cnames.Add($"{domain},{target}");
                return Success();
            default:
                return Cnames.Remove($"{domain},{target}") ? Success() : Failure("This domain/ip association does not exist");
        }
    }

    private static int Family(string ip) => IPAddress.Parse(ip).AddressFamily == AddressFamily.InterNetwork ? 4 : 6;

    private static JsonObject Success() => new() { ["success"] = true, ["message"] = "" };

    private static JsonObject Failure(string message) => new() { ["success"] = false, ["message"] = message };
}
