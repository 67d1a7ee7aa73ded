using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Storage.Ceph.Forecast;

/// <summary>
/// Raw use of clusters as it was seen, a small file each in the operator's own data: a line is the time in seconds since 1970 and the used bytes. A file that
/// cannot be read, or a line in it, counts as not there, since what it tells is a help and no more.
/// </summary>
/// <param name="folder">Folder for all of them.</param>
internal sealed class UseHistory(string folder)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary><c>dentropy/ceph</c> below <c>XDG_DATA_HOME</c> or <c>~/.local/share</c>, on Windows below <c>%LOCALAPPDATA%</c>; null for an account without a home folder.</summary>
    public static UseHistory? OfOperator()
    {
        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (OperatingSystem.IsWindows() || !Path.IsPathRooted(data))
            data = Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return data is { Length: > 0 } ? new UseHistory(Path.Join(data, "dentropy", "ceph")) : null;
    }

    /// <summary>Where the history of a cluster is.</summary>
    /// <param name="cluster">Its id.</param>
    public string PathOf(string cluster) =>
        Path.Join(folder, (Guid.TryParse(cluster, out var id) ? id.ToString("D") : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(cluster)))[..32]) + ".use");

    /// <summary>Reads it, in the order of time.</summary>
    public async Task<IReadOnlyList<UseSample>> ReadAsync(string cluster, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await File.ReadAllLinesAsync(PathOf(cluster), cancellationToken).ConfigureAwait(false)).Select(Parse).OfType<UseSample>().OrderBy(sample => sample.Time)];
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            return [];
        }
    }

    /// <summary>Adds a sample where the last one is an hour old, and thins out what is older.</summary>
    /// <returns>Whether it was kept.</returns>
    public async Task<bool> AddAsync(string cluster, UseSample sample, CancellationToken cancellationToken)
    {
        try
        {
            DurableFile.MakeFolder(folder);
            using var turn = await InventoryLock.TakeAsync(folder, s_patience, cancellationToken).ConfigureAwait(false);
            var before = await ReadAsync(cluster, cancellationToken).ConfigureAwait(false);
            if (!UseThinning.IsDue(before, sample.Time))
                return false;
            DurableFile.Save(PathOf(cluster), string.Concat(UseThinning.Of([.. before, sample], sample.Time).Select(Line)));
            return true;
        }
        catch (Exception e) when (e is DentropyException || InventoryErrors.IsFileFailure(e))
        {
            return false;
        }
    }

    private static string Line(UseSample sample) => string.Create(CultureInfo.InvariantCulture, $"{sample.Time.ToUnixTimeSeconds()} {sample.Used}\n");

    private static UseSample? Parse(string line) =>
        line.Split(' ') is [var time, var used]
        && long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
        && long.TryParse(used, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new UseSample(DateTimeOffset.FromUnixTimeSeconds(seconds), bytes)
            : null;
}
