using System.Globalization;
using System.Text.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dentropy.Cli.Output;

// Writes what JSON holds as YAML, so that both formats say the same.
internal static class YamlText
{
    // Words that YAML 1.1 or 1.2 readers take for something else than text.
    private static readonly HashSet<string> s_words = new(
        ["null", "~", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "-.inf", "+.inf", ".nan"], StringComparer.OrdinalIgnoreCase);

    public static void Write(TextWriter text, JsonElement value)
    {
        var emitter = new Emitter(text, new EmitterSettings().WithIndentedSequences().WithBestWidth(int.MaxValue));
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart());
        Emit(emitter, value);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
    }

    private static void Emit(IEmitter emitter, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                emitter.Emit(new MappingStart());
                foreach (var property in value.EnumerateObject())
                {
                    emitter.Emit(Text(property.Name));
                    Emit(emitter, property.Value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonValueKind.Array:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, SequenceStyle.Any));
                foreach (var item in value.EnumerateArray())
                    Emit(emitter, item);
                emitter.Emit(new SequenceEnd());
                break;
            case JsonValueKind.String:
                emitter.Emit(Text(value.GetString()!));
                break;
            default:
                emitter.Emit(new Scalar(value.GetRawText()));
                break;
        }
    }

    private static Scalar Text(string text)
    {
        var style = text switch
        {
            "" => ScalarStyle.DoubleQuoted,
            _ when text.Contains('\n', StringComparison.Ordinal) && !text.Any(c => char.IsControl(c) && c is not ('\n' or '\t')) => ScalarStyle.Literal,
            _ when char.IsAsciiDigit(text[0]) || s_words.Contains(text) || IsNumber(text) || text.Any(char.IsControl) => ScalarStyle.DoubleQuoted,
            _ => ScalarStyle.Any,
        };
        return new Scalar(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);
    }

    private static bool IsNumber(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
}
