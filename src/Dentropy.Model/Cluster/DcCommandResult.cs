using System.Text;

namespace Dentropy.Cluster;

/// <summary>How a command ended on a node.</summary>
public enum DcCommandStatus
{
    /// <summary>It ran and returned 0.</summary>
    Succeeded,

    /// <summary>It ran and returned another number, or a signal ended it.</summary>
    Failed,

    /// <summary>It did not end in the time allowed and was stopped.</summary>
    TimedOut,

    /// <summary>The node could not be reached, or the link was lost while it ran.</summary>
    Unreachable,
}

/// <summary>What one command did on one node.</summary>
public sealed class DcCommandResult
{
    private string? _output;
    private string? _error;

    /// <summary>Name of the node.</summary>
    public required string Node { get; init; }

    /// <summary>Folder of the inventory that the node was read from, so that the result leads back to it; null for a node of none.</summary>
    public string? Cloud { get; init; }

    /// <summary>How it ended.</summary>
    public required DcCommandStatus Status { get; init; }

    /// <summary>Exit code; null where the command did not end by itself.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Name of the signal that ended the command, without <c>SIG</c>; null where none did.</summary>
    public string? Signal { get; init; }

    /// <summary>Standard output as UTF-8 text, without its last line end.</summary>
    public string Output => _output ??= Text(RawOutput);

    /// <summary>Standard error as UTF-8 text, without its last line end.</summary>
    public string Error => _error ??= Text(RawError);

    /// <summary>Standard output, byte for byte.</summary>
    public byte[] RawOutput { get; init; } = [];

    /// <summary>Standard error, byte for byte.</summary>
    public byte[] RawError { get; init; } = [];

    /// <summary>Whether output beyond the limit was dropped.</summary>
    public bool Truncated { get; init; }

    /// <summary>From the first attempt's start to the end, waiting and connecting included.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; init; } = 1;

    /// <summary>Why the node could not be reached or the command did not end; null where it did end.</summary>
    public DentropyException? Failure { get; init; }

    /// <summary>Whether the command ran and returned 0.</summary>
    public bool Ok => Status == DcCommandStatus.Succeeded;

    /// <summary>Whether the command was stopped because its time was over.</summary>
    public bool TimedOut => Status == DcCommandStatus.TimedOut;

    private static string Text(byte[] raw)
    {
        var span = raw.AsSpan();
        if (span is [.., (byte)'\n'])
        {
            span = span[..^1];
        }

        if (span is [.., (byte)'\r'])
        {
            span = span[..^1];
        }

        return Encoding.UTF8.GetString(span);
    }
}
