namespace Dentropy.Cli.Common;

// What scripts branch on; docs/cli.md lists them.
internal static class ExitCode
{
    public const int Good = 0;
    public const int Failed = 1;
    public const int BadInput = 2;
    public const int Unreachable = 3;

    // A program that signal N ended is reported by shells as 128 + N.
    public const int BrokenPipe = 128 + 13;

    // Which of two says more about a whole: a node that nobody could ask, then one that failed, then input that was left out.
    public static int Worse(int left, int right) => Weight(left) >= Weight(right) ? left : right;

    public static int Of(DentropyException error) => error.Category switch
    {
        DentropyErrorCategory.ConnectionError or DentropyErrorCategory.OperationTimeout or DentropyErrorCategory.AuthenticationError => Unreachable,
        DentropyErrorCategory.InvalidResult => Failed,
        _ => BadInput,
    };

    private static int Weight(int code) => code switch
    {
        Good => 0,
        BadInput => 1,
        Failed => 2,
        _ => 3,
    };
}
