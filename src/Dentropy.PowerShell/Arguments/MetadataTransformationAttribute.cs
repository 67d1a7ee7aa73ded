using System.Collections;
using System.Management.Automation;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell;

// Lets -Metadata take text as well as a hashtable: shelf=top, or shelf=top;rack=2 from one cell of a CSV file.
[AttributeUsage(AttributeTargets.Property)]
public sealed class MetadataTransformationAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var data = Values.Unwrap(inputData);
        var texts = data switch
        {
            string text => [text],
            object[] list when list.All(item => Values.Unwrap(item) is string) => list.Select(item => item.ToString()!),
            _ => null,
        };
        return texts is null ? inputData : Parse(texts.SelectMany(text => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)));
    }

    private static Hashtable Parse(IEnumerable<string> pairs)
    {
        var table = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
                throw new ArgumentTransformationMetadataException($"'{pair}' is not a key and a value. Write key=value, or a hashtable such as @{{shelf='top'}}.");
            table[pair[..at].TrimEnd()] = pair[(at + 1)..].TrimStart();
        }

        return table;
    }
}
