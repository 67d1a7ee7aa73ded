using System.Text.Json.Nodes;
using Dentropy.Dns;
using Dentropy.Edge;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>Rules, forwards and the gateway as objects of JSON; what has its usual value is left out.</summary>
internal static class FirewallJson
{
    public static JsonObject Of(DcFirewallRule rule)
    {
        var json = new JsonObject { ["name"] = rule.Name };
        if (rule.Priority != 500)
            json["priority"] = rule.Priority;
        Put(json, "family", rule.Family?.ToString());
        if (rule.Raw is not null)
        {
            (json["raw"], json["table"], json["chain"]) = (rule.Raw, rule.Table, rule.Chain);
            return json;
        }

        (json["direction"], json["action"]) = (rule.Direction.ToString(), rule.Action.ToString());
        Put(json, "protocol", rule.Protocol);
        Put(json, "port", rule.Port);
        Put(json, "source", rule.Source);
        Put(json, "destination", rule.Destination);
        Put(json, "interface", rule.Interface);
        Put(json, "outInterface", rule.OutInterface);
        Put(json, "state", [.. rule.State.Select(state => state.ToString())]);
        Put(json, "rateLimit", rule.RateLimit);
        Put(json, "only", rule.Only);
        Put(json, "log", rule.Log);
        return json;
    }

    public static DcFirewallRule Rule(JsonObject json) => new()
    {
        Name = Needed(json, "name"),
        Priority = json["priority"]?.GetValue<int>() ?? 500,
        Family = Text(json, "family") is { } family ? Enum.Parse<DcAddressFamily>(family) : null,
        Raw = Text(json, "raw"),
        Table = Text(json, "table"),
        Chain = Text(json, "chain"),
        Direction = Text(json, "direction") is { } direction ? Enum.Parse<DcFirewallDirection>(direction) : default,
        Action = Text(json, "action") is { } action ? Enum.Parse<DcFirewallAction>(action) : default,
        Protocol = Texts(json, "protocol"),
        Port = Texts(json, "port"),
        Source = Texts(json, "source"),
        Destination = Texts(json, "destination"),
        Interface = Text(json, "interface"),
        OutInterface = Text(json, "outInterface"),
        State = [.. Texts(json, "state").Select(Enum.Parse<DcConnectionState>)],
        RateLimit = Text(json, "rateLimit"),
        Only = Is(json, "only"),
        Log = Is(json, "log"),
    };

    public static JsonObject Of(DcPortForward forward)
    {
        var json = new JsonObject { ["name"] = forward.Name };
        Put(json, "protocol", forward.Protocol);
        (json["port"], json["address"]) = (forward.Port, forward.Address);
        if (forward.ToPort is { } port)
            json["toPort"] = port;
        Put(json, "interface", forward.Interface);
        Put(json, "source", forward.Source);
        return json;
    }

    public static DcPortForward Forward(JsonObject json) => new()
    {
        Name = Needed(json, "name"),
        Protocol = Texts(json, "protocol"),
        Port = Needed(json, "port"),
        Address = Needed(json, "address"),
        ToPort = json["toPort"]?.GetValue<int>(),
        Interface = Text(json, "interface"),
        Source = Texts(json, "source"),
    };

    public static JsonObject Of(DcGateway gateway)
    {
        var json = new JsonObject { ["outside"] = gateway.Outside };
        Put(json, "inside", gateway.Inside);
        Put(json, "network", gateway.Network);
        Put(json, "masquerade", gateway.Masquerade);
        return json;
    }

    public static DcGateway Gateway(JsonObject json) => new()
    {
        Node = "",
        Outside = Needed(json, "outside"),
        Inside = Texts(json, "inside"),
        Network = Texts(json, "network"),
        Masquerade = Is(json, "masquerade"),
    };

    private static void Put(JsonObject json, string key, string? value)
    {
        if (value is not null)
            json[key] = value;
    }

    private static void Put(JsonObject json, string key, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
            json[key] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
    }

    private static void Put(JsonObject json, string key, bool value)
    {
        if (value)
            json[key] = true;
    }

    private static string Needed(JsonObject json, string key) => Text(json, key) ?? throw new FormatException($"'{key}' is missing");

    private static string? Text(JsonObject json, string key) => json[key]?.GetValue<string>();

    private static bool Is(JsonObject json, string key) => json[key]?.GetValue<bool>() ?? false;

    private static IReadOnlyList<string> Texts(JsonObject json, string key) => json[key] is JsonArray array ? [.. array.Select(item => item!.GetValue<string>())] : [];
}
