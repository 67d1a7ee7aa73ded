using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>
/// Places for everything in layers from the top: what stands on the internet, the internet, uplinks and nodes with several cables, switches, and
/// under each switch the nodes that hang on it alone.
/// </summary>
internal sealed class TopologyLayout
{
    public const double NodeWidth = 112;
    public const double NodeHeight = 40;
    public const double SwitchHeight = 36;
    private const double Gap = 8;
    private const double LayerGap = 44;
    private const double Margin = 10;
    private const double LabelHeight = 20;
    private const int LowestGroup = 5;

    private readonly Dictionary<DcPart, Box> _boxes = [];
    private readonly TopologyGroups _groups;

    public TopologyLayout(CloudModel model)
    {
        _groups = new TopologyGroups(model);
        var (columns, lowest) = Columns();
        Width = Math.Max(lowest, Math.Min(WidestRow(), Budget)) + (2 * Margin);
        var y = Margin;
        y = Row(_groups.Outside, y);
        Internet = new Box(Part: null, (Width - 170) / 2, y, 170, SwitchHeight);
        y = Upper(Internet.Bottom + LayerGap);
        y += ArcHeight(_groups.Switches.Count - 1);
        Height = Lower(columns, lowest, y) + Margin;
    }

    public double Width { get; }

    public double Height { get; }

    public Box Internet { get; }

    /// <summary>Every part that has a place.</summary>
    public IReadOnlyDictionary<DcPart, Box> Boxes => _boxes;

    public List<BoxGroup> Groups { get; } = [];

    /// <summary>How far an arc between two switches rises that are so many places apart.</summary>
    public static double ArcHeight(int distance) => distance < 2 ? 0 : Math.Min(16 + (distance * 9), 80);

    // Wider for more nodes, as long as a screen shows it.
    private double Budget => _groups.Groups.Sum(group => group.Nodes.Count) switch
    {
        <= 8 => 560,
        <= 40 => 980,
        _ => 1160,
    };

    private IEnumerable<(IReadOnlyList<DcPart> Switches, IReadOnlyList<DcPart> Nodes)> Below =>
        _groups.Switches.Select(one => (Switches: (IReadOnlyList<DcPart>)[one], Nodes: _groups.Groups.FirstOrDefault(group => group.Switches.Count == 1 && group.Switches[0] == one).Nodes ?? []))
            .Concat(_groups.Groups.Where(group => group.Switches.Count == 0));

    private static double GroupWidth(int columns) => (columns * (NodeWidth + Gap)) + Gap;

    private static int Rows(int nodes, int columns) => (nodes + columns - 1) / columns;

    // The tallest group gets a further column as long as there is room.
    private (List<int> Columns, double Width) Columns()
    {
        var counts = Below.Select(group => group.Nodes.Count).ToList();
        var columns = counts.ConvertAll(_ => 1);
        double Total() => columns.Sum(GroupWidth) + (Gap * 2 * Math.Max(0, columns.Count - 1));
        while (counts.Count > 0)
        {
            var tallest = Enumerable.Range(0, counts.Count).MaxBy(i => Rows(counts[i], columns[i]));
            var rows = Rows(counts[tallest], columns[tallest]);
            if (rows <= LowestGroup && (rows < 3 || Total() + NodeWidth + Gap > Budget * 0.75) || Total() + NodeWidth + Gap > Budget)
                break;
            columns[tallest]++;
        }

        return (columns, Total());
    }

    private double WidestRow()
    {
        var outside = (_groups.Outside.Count * (NodeWidth + (2 * Gap))) - (2 * Gap);
        var upper = _groups.Groups.Where(group => group.Switches.Count > 1).Select(group => group.Nodes.Count).Append(_groups.Uplinks.Count).Sum(count => GroupWidth(count) + (2 * Gap));
        return Math.Max(Math.Max(outside, upper), 340);
    }

    private double Row(IReadOnlyList<DcPart> parts, double y)
    {
        var most = Math.Max(1, (int)((Width - (2 * Margin)) / (NodeWidth + (2 * Gap))));
        foreach (var line in parts.Chunk(most))
        {
            var x = (Width - ((line.Length * (NodeWidth + (2 * Gap))) - (2 * Gap))) / 2;
            foreach (var part in line)
            {
                _boxes[part] = new Box(part, x, y, NodeWidth, NodeHeight);
                x += NodeWidth + (2 * Gap);
            }

            y += NodeHeight + LayerGap;
        }

        return y;
    }

    // Uplinks and nodes on several switches stand above them.
    private double Upper(double y)
    {
        var room = Width - (2 * Margin);
        var waiting = new List<(IReadOnlyList<DcPart> Switches, IReadOnlyList<DcPart> Nodes, int Columns)>();
        var used = 0.0;
        foreach (var (switches, nodes) in _groups.Groups.Where(group => group.Switches.Count > 1).Prepend(([], _groups.Uplinks)).Where(group => group.Item2.Count > 0))
        {
            var columns = Math.Clamp((int)((room - Gap) / (NodeWidth + Gap)), 1, Math.Min(nodes.Count, 6));
            if (waiting.Count > 0 && used + GroupWidth(columns) > room)
                y = Place(y);
            waiting.Add((switches, nodes, columns));
            used += GroupWidth(columns) + (2 * Gap);
        }

        return waiting.Count > 0 ? Place(y) : y;

        double Place(double top)
        {
            var x = (Width - (used - (2 * Gap))) / 2;
            var bottom = top;
            foreach (var (switches, nodes, columns) in waiting)
            {
                bottom = Math.Max(bottom, Group(switches, nodes, columns, x, top).Bottom);
                x += GroupWidth(columns) + (2 * Gap);
            }

            waiting.Clear();
            used = 0;
            return bottom + LayerGap;
        }
    }

    private double Lower(List<int> columns, double width, double y)
    {
        var x = (Width - width) / 2;
        var bottom = y;
        foreach (var ((switches, nodes), column) in Below.Zip(columns))
        {
            var across = GroupWidth(column);
            var top = y;
            if (switches is [var own])
            {
                _boxes[own] = new Box(own, x + ((across - NodeWidth) / 2), y, NodeWidth, SwitchHeight);
                bottom = Math.Max(bottom, y + SwitchHeight);
                top = y + SwitchHeight + 22;
            }

            if (nodes.Count > 0)
                bottom = Math.Max(bottom, Group(switches, nodes, column, x, top).Bottom);
            x += across + (2 * Gap);
        }

        return bottom;
    }

    private Box Group(IReadOnlyList<DcPart> switches, IReadOnlyList<DcPart> nodes, int columns, double x, double y)
    {
        var label = switches.Count == 1 ? 0 : LabelHeight;
        var frame = new Box(Part: null, x, y, GroupWidth(columns), (Rows(nodes.Count, columns) * (NodeHeight + Gap)) + Gap + label);
        var places = nodes.Select((node, i) => new Box(
            node, x + Gap + (i % columns * (NodeWidth + Gap)), y + Gap + label + (i / columns * (NodeHeight + Gap)), NodeWidth, NodeHeight)).ToList();
        foreach (var place in places)
            _boxes[place.Part!] = place;
        if (nodes[0].Kind == DcPartKind.Node)
            Groups.Add(new BoxGroup(switches, frame, places));
        return frame;
    }
}
