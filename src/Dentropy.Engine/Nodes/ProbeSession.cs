using System.Diagnostics;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Nodes;

/// <summary>The talk with the probe's command on a node: some questions whose answers are timed, then the report.</summary>
internal sealed class ProbeSession(IRemoteProcess process, StreamReader output)
{
    // The first exchange waits for the shell to start; the best of the rest is the link's.
    private const int Exchanges = 3;

    public static async Task<DcNodeTest> RunAsync(INodeLink link, DcNodeTest test, CancellationToken cancellationToken)
    {
        var process = await link.StartAsync("exec /bin/sh -c " + ShellQuote.Word(ProbeScript.Text), cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            using var output = new StreamReader(process.StandardOutput, Encoding.UTF8);
            var error = ReadErrorAsync(process.StandardError, cancellationToken);
            try
            {
                return await new ProbeSession(process, output).TalkAsync(test, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is IOException or EndOfStreamException)
            {
                // The end of the command says more than a stream that broke.
                var exit = await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                throw Broken(test.Node, exit, await error.ConfigureAwait(false), e);
            }
        }
    }

    private async Task<DcNodeTest> TalkAsync(DcNodeTest test, CancellationToken cancellationToken)
    {
        await SendAsync(ProbeScript.Echo, cancellationToken).ConfigureAwait(false);
        while (await ReadLineAsync(cancellationToken).ConfigureAwait(false) != ProbeScript.EchoAnswer)
        {
            // An account's start-up files may print a greeting.
        }

        var roundTrip = TimeSpan.MaxValue;
        for (var i = 0; i < Exchanges; i++)
        {
            var (_, _, took) = await AskAsync(ProbeScript.Echo, cancellationToken).ConfigureAwait(false);
            roundTrip = took < roundTrip ? took : roundTrip;
        }

        test = await MeasureClockAsync(test with { RoundTrip = roundTrip }, cancellationToken).ConfigureAwait(false);
        await SendAsync(ProbeScript.Report, cancellationToken).ConfigureAwait(false);
        var report = new ProbeReport();
        while (!report.IsComplete)
        {
            report.Add(await ReadLineAsync(cancellationToken).ConfigureAwait(false));
        }

        return report.ApplyTo(test);
    }

    // The node read its clock at some moment between question and answer: half the time between them is the uncertainty.
    private async Task<DcNodeTest> MeasureClockAsync(DcNodeTest test, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Exchanges; i++)
        {
            var (answer, asked, took) = await AskAsync(ProbeScript.Time, cancellationToken).ConfigureAwait(false);
            if (ProbeReport.Clock(answer, out var resolution) is not { } clock)
            {
                break;
            }

            var uncertainty = ((took + resolution) / 2).TotalMilliseconds;
            if (test.ClockSkewUncertaintyMs is not { } best || uncertainty < best)
            {
                var skew = (clock - (asked + (took / 2))).TotalMilliseconds;
                test = test with { ClockSkewMs = Math.Round(skew, 1), ClockSkewUncertaintyMs = Math.Round(uncertainty, 1) };
            }
        }

        return test;
    }

    private async Task<(string Answer, DateTimeOffset Asked, TimeSpan Took)> AskAsync(string question, CancellationToken cancellationToken)
    {
        var asked = DateTimeOffset.UtcNow;
        var watch = Stopwatch.StartNew();
        await SendAsync(question, cancellationToken).ConfigureAwait(false);
        var answer = await ReadLineAsync(cancellationToken).ConfigureAwait(false);
        return (answer, asked, watch.Elapsed);
    }

    private async Task SendAsync(string line, CancellationToken cancellationToken)
    {
        await process.StandardInput.WriteAsync(Encoding.ASCII.GetBytes(line + "\n"), cancellationToken).ConfigureAwait(false);
        await process.StandardInput.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken) =>
        await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) ?? throw new EndOfStreamException();

    private static async Task<string> ReadErrorAsync(Stream error, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = new StreamReader(error, Encoding.UTF8);
            return await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return "";
        }
    }

    private static DentropyException Broken(string node, RemoteExit exit, string printed, Exception cause)
    {
        var end = exit.Signal is { } signal ? $"signal {signal}" : $"exit code {exit.ExitCode}";
        var said = printed.Trim() is { Length: > 0 } text ? $" It said: {text.Split('\n')[0].Trim()}" : "";
        return new DentropyException(
            "TestFailed",
            DentropyErrorCategory.InvalidResult,
            node,
            $"Node '{node}' did not finish its report: its shell ended with {end}.{said} Check that the account has a POSIX shell: Invoke-DcClusterCommand -Node {node} 'echo ok'",
            cause);
    }
}
