using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Certificates.Issue;

/// <summary>Installs a certificate on a node, all of it or nothing.</summary>
/// <param name="links">Links to nodes.</param>
/// <param name="node">The node.</param>
/// <param name="settings">Where to, and what reloads it.</param>
internal sealed class CertificateInstall(ILinkPool links, DcNode node, CertificateSettings settings)
{
    private static readonly TimeSpan s_cleanup = TimeSpan.FromSeconds(30);

    private string Name => InstallPaths.FileName(settings.Names[0]);

    /// <summary>How long the reload command may take.</summary>
    internal TimeSpan ReloadLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Makes sure that the certificate can be installed, before one is ordered that could not be.</summary>
    /// <returns>The node's clock, to the second; null where it does not say.</returns>
    /// <exception cref="DentropyException"><c>CertificateInstallFailed</c>, and those of the link.</exception>
    public async Task<DateTimeOffset?> CheckAsync(CancellationToken cancellationToken)
    {
        var (output, said, exit) = await RunAsync(InstallScripts.Check(settings.InstallPath, Name), input: null, cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw CertificateErrors.InstallFailed(settings.InstallPath, node.Name, NodeShell.Why(said, exit));
        return long.TryParse(Encoding.ASCII.GetString(output).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
    }

    /// <summary>Installs the files and reloads. What was there before stays, or is put back, where anything fails.</summary>
    /// <exception cref="DentropyException"><c>CertificateInstallFailed</c>, <c>CertificateReloadFailed</c>, and those of the link.</exception>
    public async Task RunAsync(InstallFiles files, CancellationToken cancellationToken)
    {
        var generation = $"{files.NotBefore.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}-{Guid.NewGuid().ToString("N")[..8]}";
        try
        {
            await PutAsync(files, generation, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DropAsync(generation).ConfigureAwait(false);
            throw;
        }

        await SwitchAsync(generation, cancellationToken).ConfigureAwait(false);
    }

    private async Task PutAsync(InstallFiles files, string generation, CancellationToken cancellationToken)
    {
        var bytes = files.PrivateKey.Length + files.Certificate.Length + files.Chain.Length + files.FullChain.Length;
        var archive = await ArchiveAsync(files, cancellationToken).ConfigureAwait(false);
        var (_, said, exit) = await RunAsync(InstallScripts.Put(settings.InstallPath, Name, generation, bytes), archive, cancellationToken).ConfigureAwait(false);
        if (exit != 0)
            throw CertificateErrors.InstallFailed(settings.InstallPath, node.Name, NodeShell.Why(said, exit));
    }

    // From here on it is not cancelled: the node is to have the one or the other, with its services on it. A reload command that hangs is ended instead.
    private async Task SwitchAsync(string generation, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            await DropAsync(generation).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }

        using var limit = new CancellationTokenSource(ReloadLimit);
        try
        {
            var (_, said, exit) = await RunAsync(InstallScripts.Switch(settings.InstallPath, Name, generation, settings.ReloadCommand), input: null, limit.Token).ConfigureAwait(false);
            if (exit is 4 or 5)
                throw CertificateErrors.ReloadFailed(settings.Names[0], node.Name, NodeShell.Why(said, exit), back: exit == 4);
            if (exit != 0)
                throw CertificateErrors.InstallFailed(settings.InstallPath, node.Name, NodeShell.Why(said, exit));
        }
        catch (OperationCanceledException)
        {
            throw CertificateErrors.ReloadFailed(settings.Names[0], node.Name, string.Create(CultureInfo.InvariantCulture, $"it did not end within {ReloadLimit.TotalSeconds:0} seconds, and was stopped"), back: true);
        }
    }

    private async Task DropAsync(string generation)
    {
        using var limit = new CancellationTokenSource(s_cleanup);
        try
        {
            await RunAsync(InstallScripts.Drop(settings.InstallPath, Name, generation), input: null, limit.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DentropyException or OperationCanceledException)
        {
            // The failure that led here is the one to report; the next installation removes what is left.
        }
    }

    private async Task<(byte[] Output, string Said, int Exit)> RunAsync(string script, byte[]? input, CancellationToken cancellationToken)
    {
        var link = await links.GetAsync(node, cancellationToken).ConfigureAwait(false);
        return await NodeShell.RunAsync(link, NodeShell.Script(script, settings.Sudo), input, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<byte[]> ArchiveAsync(InstallFiles files, CancellationToken cancellationToken)
    {
        using var memory = new MemoryStream();
        var writer = new TarWriter(memory, TarEntryFormat.Ustar, leaveOpen: true);
        await using (writer.ConfigureAwait(false))
        {
            await AddAsync("privkey.pem", files.PrivateKey, UnixFileMode.UserRead | UnixFileMode.UserWrite).ConfigureAwait(false);
            await AddAsync("cert.pem", files.Certificate, Public).ConfigureAwait(false);
            await AddAsync("chain.pem", files.Chain, Public).ConfigureAwait(false);
            await AddAsync(InstallPaths.FullChainFile, files.FullChain, Public).ConfigureAwait(false);
        }

        return memory.ToArray();

        Task AddAsync(string name, byte[] content, UnixFileMode mode) =>
            writer.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name) { Mode = mode, DataStream = new MemoryStream(content), ModificationTime = files.NotBefore }, cancellationToken);
    }

    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
}
