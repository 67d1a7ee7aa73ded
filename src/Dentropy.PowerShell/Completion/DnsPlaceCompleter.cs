using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace Dentropy.PowerShell.Completion;

// Completes places and zones with those that cloud.yaml names; no place is asked.
public sealed class DnsPlaceCompleter : IArgumentCompleter
{
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = (wordToComplete ?? "").Trim('\'', '"');
            var places = InventoryReader.DnsPlaces(fakeBoundParameters);
            var words = parameterName is "Place"
                ? places.Select(place => (place.Name, Tip: $"{place.Name}: {place.Kind}, {place.View}"))
                : places.SelectMany(place => place.Zones, (place, zone) => (Name: zone, Tip: $"{zone} at {place.Name}")).DistinctBy(word => word.Name, StringComparer.Ordinal);
            return [.. words.Where(word => word.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(word => new CompletionResult(word.Name, word.Name, CompletionResultType.ParameterValue, word.Tip))];
        }
        catch (Exception e) when (e is not PipelineStoppedException)
        {
            // A completer that complains breaks the line that somebody is typing.
            return [];
        }
    }
}
