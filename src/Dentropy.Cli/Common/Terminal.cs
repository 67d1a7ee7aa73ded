using System.Text;

namespace Dentropy.Cli.Common;

// The three standard streams of this process, and what is at their ends.
internal sealed class Terminal
{
    private readonly bool _dumb = Environment.GetEnvironmentVariable("TERM") is "dumb";
    private bool _plain = Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 };

    public Stream OutBytes { get; } = new BufferedStream(StandardStream.Open(1), 32 * 1024);

    public Stream ErrorBytes { get; } = StandardStream.Open(2);

    public bool OutIsTerminal { get; } = !Console.IsOutputRedirected;

    public bool ErrorIsTerminal { get; } = !Console.IsErrorRedirected;

    public bool CanAsk => ErrorIsTerminal && !Console.IsInputRedirected;

    public bool OutColor => OutIsTerminal && !_plain && !_dumb;

    public bool ErrorColor => ErrorIsTerminal && !_plain && !_dumb;

    // Whether a line may be drawn over.
    public bool CanRedraw => ErrorIsTerminal && !_dumb;

    // A terminal that does not tell its size has none to run out of.
    public static int Width => Console.WindowWidth is var width and > 0 ? Math.Max(20, width) : 80;

    public void WithoutColor() => _plain = true;

    public void Out(string text) => OutBytes.Write(Encoding.UTF8.GetBytes(text));

    public void OutLine(string text) => Out(text + "\n");

    public void ErrorLine(string text)
    {
        // What was printed before an error stands before it where both go to one place.
        OutBytes.Flush();
        try
        {
            ErrorBytes.Write(Encoding.UTF8.GetBytes(text + "\n"));
        }
        catch (IOException)
        {
            // An error that nobody can read must not keep the rest from being said or done.
        }
    }
}
