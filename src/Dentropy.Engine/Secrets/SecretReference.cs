using System.Diagnostics;
using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport.Local;

namespace Dentropy.Engine.Secrets;

/// <summary>Where a secret comes from.</summary>
public enum SecretSource
{
    /// <summary>A variable of the environment.</summary>
    Env,

    /// <summary>A file's content.</summary>
    File,

    /// <summary>What a command prints.</summary>
    Command,
}

/// <summary>
/// Says where a secret is, so that none has to be written down: <c>env:NAME</c>, <c>file:PATH</c> or <c>command:COMMAND LINE</c>. It can be
/// shown; what it leads to cannot, and is read anew each time.
/// </summary>
/// <param name="Source">Where the secret comes from.</param>
/// <param name="Value">The variable's name, the path or the command line.</param>
public sealed record SecretReference(SecretSource Source, string Value)
{
    // Longer than any password manager needs, and short enough that a forgotten question does not hold a timer's run for ever.
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);

    private const int Longest = 64 * 1024;

    /// <summary>Reads a reference.</summary>
    /// <param name="text">What was written.</param>
    /// <returns>The reference; null where it is none, e.g. the secret itself.</returns>
    public static SecretReference? Parse(string text)
    {
        foreach (var source in Enum.GetValues<SecretSource>())
        {
            var scheme = Scheme(source);
            if (text.StartsWith(scheme, StringComparison.Ordinal) && text.Length > scheme.Length)
                return new SecretReference(source, text[scheme.Length..]);
        }

        return null;
    }

    /// <summary>Reads the secret. One line break at its end is not part of it.</summary>
    /// <param name="folder">Folder that a relative path starts at.</param>
    /// <param name="cancellationToken">Ends the reading, and the command.</param>
    /// <exception cref="DentropyException"><c>SecretUnavailable</c>: there is none, or it could not be read; the message has the reference and never the secret.</exception>
    public async Task<string> ReadAsync(string folder, CancellationToken cancellationToken)
    {
        var secret = Source switch
        {
            SecretSource.Env => Environment.GetEnvironmentVariable(Value) ?? throw Unavailable("this variable is not set"),
            SecretSource.File => await ReadFileAsync(folder, cancellationToken).ConfigureAwait(false),
            _ => await RunAsync(cancellationToken).ConfigureAwait(false),
        };
        secret = secret.EndsWith('\n') ? secret[..^1].TrimEnd('\r') : secret;
        return secret.Length > 0 ? secret : throw Unavailable("it is empty");
    }

    /// <summary>The reference as it is written.</summary>
    public override string ToString() => Scheme(Source) + Value;

    private static string Scheme(SecretSource source) => source switch
    {
        SecretSource.Env => "env:",
        SecretSource.File => "file:",
        _ => "command:",
    };

    private async Task<string> ReadFileAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Value is ['~', '/', ..] ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Value[1..]) : Path.Combine(folder, Value);
        try
        {
            if (new FileInfo(path).Length > Longest)
                throw Unavailable("the file is larger than 64 KiB, which no secret is");
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw Unavailable(e.Message.TrimEnd('.'), e);
        }
    }

    // What the command says on standard error is not repeated: it may be about the secret.
    private async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CommandLimit);
        var process = await LocalLink.Instance.StartAsync(Value, cancellationToken).ConfigureAwait(false);
        await using (process.ConfigureAwait(false))
        {
            try
            {
                await process.StandardInput.DisposeAsync().ConfigureAwait(false);
                var said = process.StandardError.CopyToAsync(Stream.Null, limit.Token);
                var secret = new byte[Longest + 1];
                var length = await process.StandardOutput.ReadAtLeastAsync(secret, secret.Length, throwOnEndOfStream: false, limit.Token).ConfigureAwait(false);
                if (length > Longest)
                    throw Unavailable("the command prints more than 64 KiB, which no secret is");
                await said.ConfigureAwait(false);
                var exit = await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
                return exit.ExitCode == 0
                    ? Encoding.UTF8.GetString(secret, 0, length)
                    : throw Unavailable($"the command ended with {exit.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? exit.Signal}; run it by hand to see why");
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw Unavailable($"the command did not end within {CommandLimit.TotalSeconds:0} seconds; does it ask for something?");
            }
        }
    }

    private DentropyException Unavailable(string why, Exception? cause = null) => new(
        "SecretUnavailable",
        DentropyErrorCategory.ObjectNotFound,
        ToString(),
        $"The secret {Shown.Text(ToString())} cannot be read: {why}. Nothing was done; mend that, or name another source (env:NAME, file:PATH, command:LINE).",
        cause);
}
