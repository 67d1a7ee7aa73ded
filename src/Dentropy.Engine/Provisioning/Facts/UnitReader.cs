namespace Dentropy.Engine.Provisioning.Facts;

/// <summary>Reads what <c>systemctl show</c> says of several units: blocks of <c>Key=Value</c> with an empty line between them, in the order in which they were asked for.</summary>
internal sealed class UnitReader(NodeFacts facts, IEnumerable<string> asked)
{
    private readonly Queue<string> _asked = new(asked);
    private readonly Dictionary<string, string> _unit = new(StringComparer.Ordinal);

    public void Take(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
            _unit[line[..equals]] = line[(equals + 1)..];
        else
            End();
    }

    public void End()
    {
        if (_unit.Count == 0 || !_asked.TryDequeue(out var name))
            return;
        var state = _unit.GetValueOrDefault("UnitFileState", "");
        // A static, generated or aliased unit is started by something else, and there is nothing to enable.
        var plain = state is "enabled" or "disabled" or "enabled-runtime" or "linked" or "masked";
        // It was to start, and its unit says that it is not for a machine like this.
        var passed = _unit.GetValueOrDefault("ConditionResult") == "no" && _unit.GetValueOrDefault("ConditionTimestampMonotonic", "0") != "0";
        if (_unit.GetValueOrDefault("LoadState") is "loaded" or "masked")
            facts.Services[name] = new ServiceFact(_unit.GetValueOrDefault("ActiveState") is "active" or "reloading" or "activating", state is "enabled" || !plain, Fixed: !plain, passed);
        _unit.Clear();
    }
}
