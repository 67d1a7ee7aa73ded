using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>A limit for each source, such as <c>200/s</c>.</summary>
internal sealed record RateLimit(int Amount, string Unit)
{
    private const int Most = 10_000;

    private static readonly (string Short, string Name, string Long)[] s_units =
        [("s", "sec", "second"), ("m", "min", "minute"), ("h", "hour", "hour"), ("d", "day", "day")];

    public static RateLimit Parse(string text)
    {
        var words = text.Split('/');
        var unit = words.Length == 2 ? Array.Find(s_units, unit => words[1] == unit.Short || words[1] == unit.Name || words[1] == unit.Long).Short : null;
        return unit is not null && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var amount) && amount is > 0 and <= Most
            ? new(amount, unit)
            : throw FirewallErrors.InvalidRate(Shown.Text(text));
    }

    /// <summary>Matches what is over the limit. As much as the amount may come at once.</summary>
    /// <param name="rule">Name of the rule. A table of the kernel keeps the limit that it was made with, so its name is made from both.</param>
    /// <param name="version">4 or 6. An IPv6 source is its /64, since every host there has as many addresses as it likes.</param>
    public string Match(string rule, int version)
    {
        var unit = Array.Find(s_units, one => one.Short == Unit).Name;
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{rule} {this}")))[..8];
        return string.Create(
            CultureInfo.InvariantCulture,
            $"-m hashlimit --hashlimit-above {Amount}/{unit} --hashlimit-burst {Amount} --hashlimit-mode srcip{(version == 6 ? " --hashlimit-srcmask 64" : "")} --hashlimit-name dentropy-{name}");
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Amount}/{Unit}");
}
