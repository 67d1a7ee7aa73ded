using System.Buffers;
using System.Globalization;
using System.Text;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>Writes a node as its file: fields that are set, in a fixed order, so that a change is a short diff.</summary>
internal static class NodeYamlWriter
{
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._/@+=%,~- ");

    // YAML 1.1 reads these as booleans and null, in any letter case.
    private static readonly string[] Words = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"];

    /// <summary>What stands between the revision and the time at which it was written.</summary>
    public static ReadOnlySpan<byte> WrittenMark => " # written "u8;

    /// <summary>The file's text.</summary>
    /// <param name="node">The node, with its revision.</param>
    /// <param name="comments">Comment lines for the top, each with its line end; empty for none.</param>
    /// <param name="written">When this state is written; null leaves it out.</param>
    public static string Write(DcNode node, string comments, DateTimeOffset? written)
    {
        var text = new StringBuilder(comments, 512);
        Line(text, NodeField.Name, node.Name);
        Line(text, NodeField.Address, node.Address);
        Line(text, NodeField.Port, node.Port?.ToString(CultureInfo.InvariantCulture), number: true);
        Line(text, NodeField.User, node.User);
        Line(text, NodeField.IdentityFile, node.IdentityFile);
        Line(text, NodeField.ProxyJump, node.ProxyJump);
        Line(text, NodeField.DockerHost, node.DockerHost);
        Line(text, NodeField.DockerCertPath, node.DockerCertPath);
        List(text, NodeField.Roles, node.Roles);
        List(text, NodeField.Tags, node.Tags);
        Line(text, NodeField.Hardware, node.Hardware);
        Line(text, NodeField.Architecture, node.Architecture);
        Line(text, NodeField.Switch, node.Switch);
        Line(text, NodeField.Power, node.Power);
        Line(text, NodeField.Site, node.Site);
        if (node.Metadata.Count > 0)
        {
            text.Append(NodeField.Metadata.Key()).Append(":\n");
            foreach (var (key, value) in node.Metadata)
            {
                text.Append("  ");
                Scalar(text, key, inList: true);
                text.Append(": ");
                Scalar(text, value, inList: false);
                text.Append('\n');
            }
        }

        text.Append(NodeField.Revision.Key()).Append(": ").Append(node.Revision.ToString(CultureInfo.InvariantCulture));
        if (written is { } time)
            text.Append(Encoding.ASCII.GetString(WrittenMark)).Append(Stamp(time));
        return text.Append('\n').ToString();
    }

    /// <summary>A time as files hold it: UTC, to the second.</summary>
    public static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, NodeField field, string? value, bool number = false)
    {
        if (value is null)
            return;

        text.Append(field.Key()).Append(": ");
        if (number)
            text.Append(value);
        else
            Scalar(text, value, inList: false);
        text.Append('\n');
    }

    private static void List(StringBuilder text, NodeField field, IReadOnlyList<string> items)
    {
        if (items.Count == 0)
            return;

        text.Append(field.Key()).Append(": [");
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(", ");
            Scalar(text, items[i], inList: true);
        }

        text.Append("]\n");
    }

    private static void Scalar(StringBuilder text, string value, bool inList)
    {
        if (IsPlain(value) && !(inList && value.AsSpan().ContainsAny(',', ' ')))
            text.Append(value);
        else
            YamlQuote.Append(text, value);
    }

    // Plain only where YAML 1.1 and 1.2 agree that it is a string; IPv4 addresses are the one thing with a digit first.
    private static bool IsPlain(string value)
    {
        if (value.Length == 0 || value[^1] == ' ' || value.AsSpan().ContainsAnyExcept(Plain))
            return false;
        if (char.IsAsciiDigit(value[0]))
            return value.AsSpan().Count('.') == 3 && !value.AsSpan().ContainsAnyExcept("0123456789.");

        return (char.IsAsciiLetter(value[0]) || value[0] == '/' || value.StartsWith("~/", StringComparison.Ordinal))
            && !Words.Contains(value, StringComparer.OrdinalIgnoreCase);
    }
}
