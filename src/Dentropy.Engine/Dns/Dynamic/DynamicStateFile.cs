using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Dns.Dynamic;

/// <summary>
/// The file with what is remembered. It is not in the inventory, which people share by git: it says what one machine has seen, and changes with every run.
/// </summary>
/// <param name="folder">Its folder, one for each cloud.</param>
internal sealed class DynamicStateFile(string folder)
{
    private const string Name = "dynamic-dns.json";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    public string Location { get; } = Path.Join(folder, Name);

    /// <summary>
    /// The folder for a cloud: below <c>$XDG_STATE_HOME/dentropy</c>, else <c>~/.local/state/dentropy</c> (XDG base directory specification); on Windows below
    /// <c>%LOCALAPPDATA%\dentropy</c>. Its name is the cloud folder's, with the start of its path's SHA-256.
    /// </summary>
    public static string FolderOf(string cloud)
    {
        var state = Environment.GetEnvironmentVariable("XDG_STATE_HOME");
        var root = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify)
            : Path.IsPathRooted(state) ? state
            : Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".local", "state");
        var sum = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cloud)))[..12];
        return Path.Join(root, "dentropy", $"{Path.GetFileName(cloud)}-{sum}");
    }

    /// <summary>The right to read and write it, one run at a time.</summary>
    /// <exception cref="DentropyException"><c>DynamicDnsBusy</c>, <c>DynamicStateUnwritable</c>.</exception>
    public async Task<IDisposable> LockAsync(CancellationToken cancellationToken)
    {
        try
        {
            DurableFile.MakeFolder(folder);
            return await InventoryLock.TakeAsync(folder, s_patience, cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId == "InventoryBusy")
        {
            throw DynamicErrors.Busy(folder, e);
        }
        catch (Exception e) when (e is DentropyException || InventoryErrors.IsFileFailure(e))
        {
            throw DynamicErrors.StateUnwritable(Location, e.InnerException ?? e);
        }
    }

    /// <summary>Reads it.</summary>
    /// <returns>What it says, nothing where it is not there; and whether it could not be understood, which means the same as nothing: places are read again.</returns>
    /// <exception cref="DentropyException"><c>DynamicStateNewer</c>, <c>DynamicStateUnreadable</c>.</exception>
    public async Task<(DynamicState State, bool Damaged)> ReadAsync(CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            if (!File.Exists(Location))
                return (new DynamicState(), false);
            content = await File.ReadAllBytesAsync(Location, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw DynamicErrors.StateUnreadable(Location, e);
        }

        try
        {
            // Its version first: what a newer one writes may not fit at all.
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.TryGetProperty("version", out var version) && version.TryGetInt32(out var number) && number > DynamicState.Current)
                throw DynamicErrors.StateNewer(Location, number);
            return document.Deserialize(DynamicStateContext.Default.DynamicState) is { } state && IsSound(state) ? (state, false) : (new DynamicState(), true);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return (new DynamicState(), true);
        }
    }

    /// <summary>Writes it, whole or not at all.</summary>
    /// <exception cref="DentropyException"><c>DynamicStateUnwritable</c>.</exception>
    public void Write(DynamicState state)
    {
        try
        {
            DurableFile.Save(Location, JsonSerializer.Serialize(state, DynamicStateContext.Default.DynamicState) + "\n");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw DynamicErrors.StateUnwritable(Location, e);
        }
    }

    private static bool IsSound(DynamicState state) =>
        state.Addresses.Values.All(address => IPAddress.TryParse(address?.Value, out _) && (address.Pending is null || IPAddress.TryParse(address.Pending, out _)))
        && state.Records.Values.All(record => IPAddress.TryParse(record?.Value, out _));
}
