namespace Dentropy.Engine.Security.Look;

/// <summary>What sshd does with one account from one address, or with any that no Match block names (sshd_config(5)).</summary>
internal sealed class SshdSettings
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <summary>The account; null for all that no Match block names.</summary>
    public string? User { get; private init; }

    /// <summary>The address that it comes from.</summary>
    public string? From { get; private init; }

    /// <summary>Whether a password alone lets somebody in.</summary>
    public bool TakesPasswords => (Has("passwordauthentication", "yes") || TakesKeyboard) && Methods.Any(method => method == "any" || method.Split(',').All(one => one.Split(':')[0] is "password" or "keyboard-interactive"));

    /// <summary>Whether root is let in by the same ways as others.</summary>
    public bool TakesRoot => Has("permitrootlogin", "yes") && User is null or "root";

    /// <summary>Whether an empty password lets somebody in.</summary>
    public bool TakesEmpty => TakesPasswords && Has("permitemptypasswords", "yes");

    /// <summary>The setting that lets passwords in, as it is written.</summary>
    public string PasswordSetting => Has("passwordauthentication", "yes") ? "PasswordAuthentication yes" : "KbdInteractiveAuthentication yes with UsePAM yes";

    /// <summary>Ports that it listens on.</summary>
    public IEnumerable<string> Ports => Values("port");

    // What the keyboard is asked for, PAM decides; without it nobody asks (sshd_config(5), KbdInteractiveAuthentication).
    private bool TakesKeyboard => (Has("kbdinteractiveauthentication", "yes") || Has("challengeresponseauthentication", "yes")) && Has("usepam", "yes");

    private IEnumerable<string> Methods => Values("authenticationmethods") is { Count: > 0 } methods ? methods.SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : ["any"];

    /// <summary>The general case first, then those of Match blocks that differ from it in nothing but the name.</summary>
    public static IReadOnlyList<SshdSettings> Read(NodeLook look)
    {
        var all = new Dictionary<(string, string), SshdSettings>();
        foreach (var line in look.Lines("sshd"))
        {
            if (line.Split(' ', 4) is not [var user, var from, var key, var value])
                continue;
            if (!all.TryGetValue((user, from), out var settings))
                all.Add((user, from), settings = user == "-" ? new SshdSettings() : new SshdSettings { User = user, From = from });
            (settings._values.TryGetValue(key, out var values) ? values : settings._values[key] = []).Add(value.Trim());
        }

        return [.. all.Values.OrderBy(settings => settings.User is null ? 0 : 1)];
    }

    private bool Has(string key, string value) => Values(key).Contains(value, StringComparer.OrdinalIgnoreCase);

    private List<string> Values(string key) => _values.GetValueOrDefault(key) ?? [];
}
