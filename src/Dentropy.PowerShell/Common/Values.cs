using System.Collections;
using System.Management.Automation;

namespace Dentropy.PowerShell.Common;

// Reads the loose values that PowerShell hands over.
internal static class Values
{
    public static object? Unwrap(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    public static string? Text(object? value) => Unwrap(value) is { } bare ? LanguagePrimitives.ConvertTo<string>(bare) : null;

    public static IEnumerable<(string Key, string? Value)> Pairs(IDictionary? table)
    {
        foreach (DictionaryEntry entry in table ?? new Hashtable())
            yield return (Text(entry.Key)!, Text(entry.Value));
    }
}
