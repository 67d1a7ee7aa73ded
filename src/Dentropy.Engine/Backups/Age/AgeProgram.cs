using System.ComponentModel;
using System.Diagnostics;
using Dentropy.Engine.Transport.Ssh;

namespace Dentropy.Engine.Backups.Age;

/// <summary>The <c>age</c> program at work, as a filter. It writes its temporary data nowhere, and reads no terminal unless an identity has a passphrase.</summary>
internal sealed class AgeProgram : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Task<string> _said;
    private readonly string _path;

    private AgeProgram(Process process, string path)
    {
        (_process, _path) = (process, path);
        _said = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    public static void ThrowIfMissing(string path)
    {
        if (ProgramPath.Find("age") is null && ProgramPath.Find("age.exe") is null)
            throw Missing(path, cause: null);
    }

    /// <summary>Starts it.</summary>
    /// <param name="arguments">Its arguments; there is no secret in them.</param>
    /// <param name="path">The file that it works for, for messages.</param>
    /// <exception cref="DentropyException"><c>AgeMissing</c>.</exception>
    public static AgeProgram Start(IEnumerable<string> arguments, string path)
    {
        var start = new ProcessStartInfo("age", arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return new AgeProgram(Process.Start(start)!, path);
        }
        catch (Win32Exception e)
        {
            throw Missing(path, e);
        }
    }

    public async Task CloseInputAsync()
    {
        try
        {
            await Input.DisposeAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It has ended already, and how it ended tells why.
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>What it said where it failed; null where it did not.</returns>
    public async Task<string?> EndAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (_process.ExitCode == 0)
            return null;

        // The first line is the error; a second one asks for bug reports.
        var line = (await _said.WaitAsync(cancellationToken).ConfigureAwait(false)).Split('\n')[0].Trim();
        line = line.StartsWith("age: ", StringComparison.Ordinal) ? line["age: ".Length..] : line;
        line = line.StartsWith("error: ", StringComparison.Ordinal) ? line["error: ".Length..] : line;
        return line.Length > 0 ? line.TrimEnd('.') : $"it ended with {_process.ExitCode}";
    }

    /// <summary>The error for a failed run.</summary>
    public DentropyException Failed(string said) => new(
        "AgeFailed",
        DentropyErrorCategory.InvalidResult,
        _path,
        $"age failed on {_path}: {said}. Check the identity or the recipients; a file that age refuses in the middle is damaged.");

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (!_process.HasExited)
                _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended meanwhile.
        }

        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        _process.Dispose();
    }

    private static DentropyException Missing(string path, Exception? cause) => new(
        "AgeMissing",
        DentropyErrorCategory.ObjectNotFound,
        path,
        "The program age, which encrypts and decrypts backups, was not found on this machine. Install it (Debian: apt install age; https://age-encryption.org), and try again; nothing was done.",
        cause);
}
