using System.Collections.ObjectModel;
using Dentropy.Nodes;

namespace Dentropy.Engine.Inventory;

/// <summary>A node while its file is being read: every value passes the rules on its way in, whichever reader brings it.</summary>
internal sealed class NodeDraft
{
    private readonly string?[] _texts = new string?[(int)NodeField.Revision + 1];
    private List<string>? _roles;
    private List<string>? _tags;
    private SortedList<string, string>? _metadata;
    private int? _port;
    private long _revision = 1;

    public string? Name => _texts[(int)NodeField.Name];

    /// <summary>Takes a field with one value.</summary>
    /// <returns>What is wrong with the value; null where it was taken.</returns>
    public string? Set(NodeField field, string value)
    {
        if (NodeRules.Check(field, value) is { } problem)
            return problem;

        switch (field)
        {
            case NodeField.Port:
                NodeRules.TryPort(value, out var port);
                _port = port;
                break;
            case NodeField.Revision:
                NodeRules.TryRevision(value, out _revision);
                break;
            case NodeField.Architecture:
                _texts[(int)field] = NodeRules.NormalizeArchitecture(value);
                break;
            default:
                _texts[(int)field] = value;
                break;
        }

        return null;
    }

    /// <summary>Takes one item of a list; a repeated one counts once.</summary>
    public string? Add(NodeField field, string item)
    {
        if (NodeRules.Check(field, item) is { } problem)
            return problem;

        var list = field == NodeField.Roles ? _roles ??= new List<string>(4) : _tags ??= new List<string>(4);
        if (!list.Contains(item, StringComparer.OrdinalIgnoreCase))
            list.Add(item);
        return null;
    }

    /// <summary>Takes one key of the metadata.</summary>
    public string? AddMetadata(string key, string value)
    {
        if ((NodeRules.CheckMetadataKey(key) ?? NodeRules.CheckMetadataValue(key, value)) is { } problem)
            return problem;

        _metadata ??= new SortedList<string, string>(4, StringComparer.OrdinalIgnoreCase);
        if (_metadata.TryAdd(key, value))
            return null;

        return NodeRules.SameKey(_metadata.Keys[_metadata.IndexOfKey(key)], key);
    }

    public string? CheckJumps() => NodeRules.CheckJumpsElsewhere(Name ?? "", _texts[(int)NodeField.ProxyJump]);

    public DcNode ToNode(string cloud) => new()
    {
        Name = Name!,
        Address = _texts[(int)NodeField.Address],
        Port = _port,
        User = _texts[(int)NodeField.User],
        IdentityFile = _texts[(int)NodeField.IdentityFile],
        ProxyJump = _texts[(int)NodeField.ProxyJump],
        DockerHost = _texts[(int)NodeField.DockerHost],
        DockerCertPath = _texts[(int)NodeField.DockerCertPath],
        Roles = _roles?.AsReadOnly() ?? (IReadOnlyList<string>)[],
        Tags = _tags?.AsReadOnly() ?? (IReadOnlyList<string>)[],
        Hardware = _texts[(int)NodeField.Hardware],
        Architecture = _texts[(int)NodeField.Architecture],
        Switch = _texts[(int)NodeField.Switch],
        Power = _texts[(int)NodeField.Power],
        Site = _texts[(int)NodeField.Site],
        Metadata = _metadata is null ? ReadOnlyDictionary<string, string>.Empty : new ReadOnlyDictionary<string, string>(_metadata),
        Revision = _revision,
        Cloud = cloud,
    };
}
