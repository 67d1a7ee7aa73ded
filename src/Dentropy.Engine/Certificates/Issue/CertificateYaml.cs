using System.Globalization;
using System.Text;
using Dentropy.Certificates;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>The files of issued certificates: a line for each value that is set, in a fixed order.</summary>
internal static class CertificateYaml
{
    private static readonly string[] s_keys =
    [
        "name", "names", "issuer", "node", "installPath", "reloadCommand", "sudo", "keyAlgorithm", "challenge", "webRoot", "standalonePort", "serialNumber", "notBefore", "notAfter",
        "failures", "lastFailure",
    ];

    public static string Write(DcIssuedCertificate record)
    {
        var text = new StringBuilder();
        Line("name", record.Name);
        text.Append("names: [").AppendJoin(", ", record.Names.Select(Quoted)).Append("]\n");
        Line("issuer", record.Issuer);
        Line("node", record.Node);
        Line("installPath", record.InstallPath);
        Line("reloadCommand", record.ReloadCommand);
        if (record.Sudo)
            text.Append("sudo: true\n");
        Line("keyAlgorithm", record.KeyAlgorithm);
        Line("challenge", record.Challenge);
        Line("webRoot", record.WebRoot);
        if (record.StandalonePort is { } port)
            text.Append(CultureInfo.InvariantCulture, $"standalonePort: {port}\n");
        Line("serialNumber", record.SerialNumber);
        Line("notBefore", NodeYamlWriter.Stamp(record.NotBefore));
        Line("notAfter", NodeYamlWriter.Stamp(record.NotAfter));
        if (record.Failures > 0)
            text.Append(CultureInfo.InvariantCulture, $"failures: {record.Failures}\n");
        Line("lastFailure", record.LastFailure);
        return text.ToString();

        void Line(string key, string? value)
        {
            if (value is not null)
                text.Append(key).Append(": ").Append(Quoted(value)).Append('\n');
        }
    }

    /// <exception cref="DentropyException"><c>CertificateFileInvalid</c>.</exception>
    public static DcIssuedCertificate Read(string path, string text)
    {
        var keys = Keys(path, text);
        return new DcIssuedCertificate
        {
            Name = Needed("name"),
            Names = keys.GetValueOrDefault("names") is YamlList { Items.Count: > 0 } list && list.Items.All(item => item is YamlText { Text.Length: > 0 })
                ? [.. list.Items.Select(item => ((YamlText)item).Text!)]
                : throw Wrong("names", "is no list of names"),
            Issuer = Needed("issuer"),
            Node = Needed("node"),
            InstallPath = Needed("installPath"),
            ReloadCommand = Text("reloadCommand"),
            Sudo = Text("sudo") switch { null or "false" => false, "true" => true, _ => throw Wrong("sudo", "is neither true nor false") },
            KeyAlgorithm = Needed("keyAlgorithm"),
            Challenge = Needed("challenge"),
            WebRoot = Text("webRoot"),
            StandalonePort = Text("standalonePort") is { } port ? Number("standalonePort", port) : null,
            SerialNumber = Text("serialNumber"),
            NotBefore = Time("notBefore"),
            NotAfter = Time("notAfter"),
            Failures = Text("failures") is { } failures ? Number("failures", failures) : 0,
            LastFailure = Text("lastFailure"),
        };

        string? Text(string key) => keys.GetValueOrDefault(key) switch
        {
            null => null,
            YamlText { Text: { Length: > 0 } value } => value,
            _ => throw Wrong(key, "is empty or no plain text"),
        };

        string Needed(string key) => Text(key) ?? throw CertificateErrors.RecordInvalid(path, 1, $"there is no {key}");

        int Number(string key, string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(key, "is no number");

        DateTimeOffset Time(string key) => DateTimeOffset.TryParse(Needed(key), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw Wrong(key, "is no time such as 2027-01-31T12:00:00Z");

        DentropyException Wrong(string key, string problem) => CertificateErrors.RecordInvalid(path, keys.GetValueOrDefault(key)?.Line ?? 1, $"{key} {problem}");
    }

    private static Dictionary<string, YamlPiece> Keys(string path, string text)
    {
        try
        {
            var keys = new Dictionary<string, YamlPiece>(StringComparer.Ordinal);
            if (YamlTree.Read(text) is not YamlMap map)
                throw CertificateErrors.RecordInvalid(path, 1, "keys with values belong here");
            foreach (var (key, value) in map.Entries)
            {
                if (key is not YamlText { Text: { } name } || !s_keys.Contains(name, StringComparer.Ordinal))
                    throw CertificateErrors.RecordInvalid(path, key.Line, $"there is no such key; there are {string.Join(", ", s_keys)}");
                if (!keys.TryAdd(name, value))
                    throw CertificateErrors.RecordInvalid(path, key.Line, $"'{name}' is there twice");
            }

            return keys;
        }
        catch (YamlProblemException e)
        {
            throw CertificateErrors.RecordInvalid(path, e.Line, e.Message);
        }
    }

    // A few plain values would be read as something else.
    private static string Quoted(string value)
    {
        if (value.Length > 0 && char.IsAsciiLetter(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_') && value is not ("true" or "false" or "null" or "yes" or "no" or "on" or "off"))
            return value;
        var text = new StringBuilder();
        YamlQuote.Append(text, value);
        return text.ToString();
    }
}
