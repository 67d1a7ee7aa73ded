namespace Dentropy.Engine.Transport.Local;

/// <summary>Names of the signals that Linux and POSIX number alike (POSIX.1-2017, kill), and those that the kernel sends for faults.</summary>
internal static class Signals
{
    public static string? Name(int number) => number switch
    {
        1 => "HUP",
        2 => "INT",
        3 => "QUIT",
        4 => "ILL",
        6 => "ABRT",
        8 => "FPE",
        9 => "KILL",
        11 => "SEGV",
        13 => "PIPE",
        14 => "ALRM",
        15 => "TERM",
        _ => null,
    };
}
