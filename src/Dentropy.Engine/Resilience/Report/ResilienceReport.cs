using Dentropy.Engine.Inventory;
using Dentropy.Resilience;

namespace Dentropy.Engine.Resilience.Report;

/// <summary>The page that shows what a cloud survives: one HTML file that needs nothing else.</summary>
public static class ResilienceReport
{
    /// <summary>Works the page out.</summary>
    /// <param name="engine">The engine with the cloud's model.</param>
    /// <param name="settings">What goes on it.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The HTML; the same for the same model and settings.</returns>
    /// <exception cref="DentropyException"><c>InvalidResilienceQuery</c>: the level is not from 1 to 3.</exception>
    public static string Make(ResilienceEngine engine, ReportSettings settings, CancellationToken cancellationToken) =>
        ReportPage.Make(Gather(engine, settings, cancellationToken));

    /// <summary>Whether a page may be written to a path; call it before the work, so that it is not done in vain.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <exception cref="DentropyException"><c>ReportExists</c>, <c>ReportFolderNotFound</c>.</exception>
    public static void CheckPath(string path, bool overwrite)
    {
        if (Path.GetDirectoryName(path) is not { } folder || !Directory.Exists(folder))
            throw new DentropyException("ReportFolderNotFound", DentropyErrorCategory.ObjectNotFound, path, $"The folder of {path} is not there. Make it, or write the report somewhere else.");
        if (Directory.Exists(path))
            throw new DentropyException("ReportExists", DentropyErrorCategory.ResourceExists, path, $"{path} is a folder. Name a file in it, such as {Path.Join(path, "report.html")}.");
        if (!overwrite && File.Exists(path))
            throw new DentropyException("ReportExists", DentropyErrorCategory.ResourceExists, path, $"{path} is there already and was left as it is. Replace it with -Force (--force), or choose another name.");
    }

    /// <summary>Writes a page: a reader, a crash or a loss of power finds the old file or the new one, whole.</summary>
    /// <param name="path">Absolute path of the file.</param>
    /// <param name="page">The page.</param>
    /// <param name="overwrite">Whether a file that is there is replaced.</param>
    /// <exception cref="DentropyException"><c>ReportExists</c>, <c>ReportFolderNotFound</c>, <c>ReportNotWritten</c>.</exception>
    public static void Save(string path, string page, bool overwrite)
    {
        CheckPath(path, overwrite);
        try
        {
            DurableFile.Save(path, page);
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw new DentropyException("ReportNotWritten", DentropyErrorCategory.WriteError, path, $"{path} could not be written: {e.Message.TrimEnd('.')}. Check the folder's permissions and the disk.", e);
        }
    }

    /// <summary>Everything that the page shows.</summary>
    internal static ReportContent Gather(ResilienceEngine engine, ReportSettings settings, CancellationToken cancellationToken)
    {
        var model = engine.Model;
        var all = engine.TestAll(new ResilienceQuery { Level = settings.Level, MinimalOnly = true }, cancellationToken).Where(result => result.Level > 1).ToList();
        var singles = new List<ReportFailure>();
        foreach (var single in engine.TestAll(new ResilienceQuery { Level = 1 }, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            singles.Add(new ReportFailure(single.Lost, engine.Test(single.Lost)));
        }

        return new ReportContent
        {
            Model = model,
            Title = settings.Title ?? (model.Cloud is { } cloud ? Path.GetFileName(Path.TrimEndingDirectorySeparator(cloud)) : "the cloud"),
            Date = settings.Date,
            Services = [.. model.Services.Where(service => !service.IsAuxiliary).Select(service => service.Name).Order(NodeNameOrder.Instance)],
            Singles = singles,
            Level = settings.Level,
            Combined = all,
            Advice = engine.Advise(new AdviceQuery { Level = settings.Level, Count = settings.Advice }, cancellationToken),
        };
    }
}
