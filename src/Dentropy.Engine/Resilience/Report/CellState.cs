using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>What a cell of the matrix says.</summary>
internal enum CellState
{
    /// <summary>Nothing changes for the service.</summary>
    Untouched,

    /// <summary>It works with fewer in reserve.</summary>
    Weaker,

    /// <summary>It works with nothing left in reserve.</summary>
    Last,

    /// <summary>It does not work.</summary>
    Lost,
}

/// <summary>Signs and words of the states. None is told by its colour alone.</summary>
internal static class CellStates
{
    public static CellState Of(DcFailureResult result, int best)
    {
        if (!result.Survives)
            return CellState.Lost;
        if (result.Spare is not { } spare || spare >= best)
            return CellState.Untouched;
        return spare == 0 ? CellState.Last : CellState.Weaker;
    }

    public static string Sign(CellState state) => state switch
    {
        CellState.Lost => "✗",
        CellState.Last => "!",
        CellState.Weaker => "−",
        _ => "·",
    };

    public static string Class(CellState state) => state switch
    {
        CellState.Lost => "x",
        CellState.Last => "l",
        CellState.Weaker => "w",
        _ => "u",
    };

    public static string Words(CellState state, string service, int? spare) => state switch
    {
        CellState.Lost => $"{service} does not work",
        CellState.Last => $"{service} works, and has nothing in reserve any more",
        CellState.Weaker => $"{service} works with {spare} left in reserve",
        _ => $"nothing changes for {service}",
    };
}
