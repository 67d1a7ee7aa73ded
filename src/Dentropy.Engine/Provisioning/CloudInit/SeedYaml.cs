using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>
/// Writes YAML that cloud-init reads. Every text is in quotes: PyYAML follows YAML 1.1, where a MAC address of digits alone is a number of base 60 and <c>no</c> is false.
/// </summary>
internal static class SeedYaml
{
    public static string Write(JsonObject document, string heading = "")
    {
        var text = new StringBuilder(heading);
        Map(text, document, 0);
        return text.ToString();
    }

    private static void Map(StringBuilder text, JsonObject map, int depth)
    {
        foreach (var (key, value) in map)
            Entry(text.Append(' ', depth).Append(Key(key)).Append(':'), value, depth);
    }

    private static void Entry(StringBuilder text, JsonNode? value, int depth)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                Map(text.Append('\n'), map, depth + 2);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                foreach (var item in list)
                    Item(text.Append(' ', depth + 2).Append('-'), item, depth + 2);
                break;
            default:
                Scalar(text.Append(' '), value);
                text.Append('\n');
                break;
        }
    }

    // A map in a list begins behind its dash.
    private static void Item(StringBuilder text, JsonNode? item, int depth)
    {
        if (item is not JsonObject { Count: > 0 } map)
        {
            Entry(text, item, depth);
            return;
        }

        var first = true;
        foreach (var (key, value) in map)
        {
            Entry((first ? text.Append(' ') : text.Append(' ', depth + 2)).Append(Key(key)).Append(':'), value, depth + 2);
            first = false;
        }
    }

    private static void Scalar(StringBuilder text, JsonNode? value)
    {
        switch (value?.GetValueKind())
        {
            case JsonValueKind.String:
                YamlQuote.Append(text, value.GetValue<string>());
                break;
            case JsonValueKind.Number:
                text.Append(value.GetValue<int>().ToString(CultureInfo.InvariantCulture));
                break;
            case JsonValueKind.Object:
                text.Append("{}");
                break;
            case JsonValueKind.Array:
                text.Append("[]");
                break;
            default:
                text.Append(value is null ? "null" : value.GetValue<bool>() ? "true" : "false");
                break;
        }
    }

    private static string Key(string key)
    {
        if (char.IsAsciiLetter(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && key is not ("y" or "n" or "yes" or "no" or "on" or "off" or "true" or "false" or "null"))
            return key;
        var quoted = new StringBuilder();
        YamlQuote.Append(quoted, key);
        return quoted.ToString();
    }
}
