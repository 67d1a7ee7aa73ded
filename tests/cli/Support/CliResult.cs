using System.Text;
using System.Text.Json;
using Xunit;

namespace Dentropy.Cli.Tests.Support;

// How one run of the command ended.
internal sealed record CliResult(int Code, byte[] OutBytes, string Error)
{
    public string Out => Encoding.UTF8.GetString(OutBytes);

    public string[] OutLines => Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    public CliResult Ends(int code)
    {
        Assert.True(Code == code, $"exit code {Code}, not {code}\nstdout: {Out}\nstderr: {Error}");
        return this;
    }

    public CliResult Good()
    {
        Ends(0);
        Assert.Empty(Error);
        return this;
    }

    // One error, said on standard error alone.
    public CliResult Fails(int code, string errorId)
    {
        Ends(code);
        Assert.Contains($"({errorId})", Assert.Single(ErrorLines), StringComparison.Ordinal);
        Assert.StartsWith("error: ", Error, StringComparison.Ordinal);
        return this;
    }
}
