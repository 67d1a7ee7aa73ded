using System.Globalization;
using System.Text;

namespace Dentropy.Engine.Inventory;

/// <summary>Folds names into ranges.</summary>
internal static class NodeFold
{
    // Longer runs of digits (serial numbers) are text; ranges are counted in 64 bits.
    private const int LongestNumber = 18;

    /// <summary>The names as the fewest items found by folding their numbers one after another, the last one first; in natural order.</summary>
    public static IReadOnlyList<string> Fold(IEnumerable<string> names)
    {
        var sorted = names.Distinct(StringComparer.Ordinal).ToArray();
        Array.Sort(sorted, NodeNameOrder.Instance);
        var items = Array.ConvertAll(sorted, Split).ToList();
        var most = items.Count == 0 ? 0 : items.Max(item => item.Length);

        // Odd places are numbers; see Split.
        for (var place = (most - 1) | 1; place > 0; place -= 2)
            items = FoldAt(items, place);

        return items.ConvertAll(string.Concat);
    }

    // "r1n2" becomes "r", "1", "n", "2", "": text and number by turns, a text first and last.
    private static string[] Split(string name)
    {
        var parts = new List<string>();
        int start = 0, i = 0;
        while (i < name.Length)
        {
            if (!char.IsAsciiDigit(name[i]))
            {
                i++;
                continue;
            }

            var end = i;
            while (end < name.Length && char.IsAsciiDigit(name[end]))
                end++;
            if (end - i <= LongestNumber)
            {
                parts.Add(name[start..i]);
                parts.Add(name[i..end]);
                start = end;
            }

            i = end;
        }

        parts.Add(name[start..]);
        return [.. parts];
    }

    private static List<string[]> FoldAt(List<string[]> items, int place)
    {
        var groups = new Dictionary<string, List<string[]>>(StringComparer.Ordinal);
        var order = new List<List<string[]>>();
        var key = new StringBuilder();
        foreach (var item in items)
        {
            key.Clear();
            if (place >= item.Length)
            {
                order.Add([item]);
                continue;
            }

            for (var i = 0; i < item.Length; i++)
                key.Append(i == place ? "" : item[i]).Append('\0');
            if (!groups.TryGetValue(key.ToString(), out var group))
            {
                groups.Add(key.ToString(), group = []);
                order.Add(group);
            }

            group.Add(item);
        }

        var folded = new List<string[]>(order.Count);
        foreach (var group in order)
        {
            if (group.Count == 1)
            {
                folded.Add(group[0]);
                continue;
            }

            var whole = (string[])group[0].Clone();
            whole[place] = Ranges(group.ConvertAll(item => item[place]));
            folded.Add(whole);
        }

        return folded;
    }

    private static string Ranges(List<string> numbers)
    {
        // A number as long as one with a leading zero belongs to its padded range: 08, 09 and 10 are [08-10].
        var padded = numbers.Where(n => n.Length > 1 && n[0] == '0').Select(n => n.Length).ToHashSet();
        return Ranges(numbers.ConvertAll(n => (padded.Contains(n.Length) ? n.Length : 0, long.Parse(n, NumberStyles.None, CultureInfo.InvariantCulture))));
    }

    /// <summary>Numbers in brackets, each with the width that leading zeros fill it to; one without brackets where it is alone.</summary>
    public static string Ranges(List<(int Width, long Value)> numbers)
    {
        numbers.Sort();
        var text = new StringBuilder();
        var several = false;
        for (var i = 0; i < numbers.Count;)
        {
            var (width, first) = numbers[i];
            var last = first;
            while (i < numbers.Count && numbers[i].Width == width && numbers[i].Value - last <= 1)
                last = numbers[i++].Value;
            if (text.Length > 0)
                text.Append(',');
            var format = "D" + width.ToString(CultureInfo.InvariantCulture);
            text.Append(first.ToString(format, CultureInfo.InvariantCulture));
            if (last > first)
                text.Append('-').Append(last.ToString(format, CultureInfo.InvariantCulture));
            several |= last > first || i < numbers.Count;
        }

        return several ? $"[{text}]" : text.ToString();
    }
}
