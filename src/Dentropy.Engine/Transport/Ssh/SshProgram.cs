using System.ComponentModel;
using System.Diagnostics;

namespace Dentropy.Engine.Transport.Ssh;

/// <summary>Runs a program of OpenSSH on this machine to its end, without input.</summary>
internal static class SshProgram
{
    /// <exception cref="DentropyException"><c>SshMissing</c>.</exception>
    public static async Task<(int Exit, string Output, string Said)> RunAsync(ProcessStartInfo start, CancellationToken cancellationToken)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var said = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                var printed = await output.ConfigureAwait(false);
                await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
                return (process.ExitCode, printed, said);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                throw;
            }
        }
        catch (Win32Exception)
        {
            throw LinkErrors.Missing(start.FileName);
        }
    }
}
