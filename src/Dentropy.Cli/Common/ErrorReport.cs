using System.Text;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Common;

// Says errors on standard error, one line each, and remembers what they mean for the exit code.
internal sealed class ErrorReport(Terminal terminal)
{
    public bool AsJson { get; set; }

    public bool Verbose { get; set; }

    // Runs before a line is written, to take a progress line away.
    public Action? Before { get; set; }

    public int Code { get; private set; }

    public void Note(int code) => Code = ExitCode.Worse(Code, code);

    public void Write(DentropyException error)
    {
        Note(ExitCode.Of(error));
        Say(error.ErrorId, error.Category.ToString(), error.Target, Wording.Adapt(error.Message));
        if (Verbose && error.InnerException is { } inner)
            terminal.ErrorLine(inner.ToString());
    }

    public void WriteUnexpected(Exception error)
    {
        Note(ExitCode.Failed);
        Say("UnexpectedError", nameof(DentropyErrorCategory.NotSpecified), target: null, $"{error.GetType().Name}: {error.Message}");
        if (Verbose)
            terminal.ErrorLine(error.ToString());
    }

    public void Say(string errorId, string category, string? target, string message)
    {
        Before?.Invoke();
        if (AsJson)
        {
            var view = new ErrorView(errorId, category, target, message);
            terminal.ErrorLine(Encoding.UTF8.GetString(CliJson.Bytes(view, CliJsonContext.Default.ErrorView, indented: false)));
            return;
        }

        terminal.ErrorLine($"{Style.Red("error:", terminal.ErrorColor)} {message} ({errorId})");
    }
}
