using Dentropy.Engine.Apps;

namespace Dentropy.Engine.Backups.Create;

/// <summary>A backup in words, for those who ask what it would do.</summary>
internal static class BackupPlan
{
    public static IReadOnlyList<string> Steps(AppDetails app, BackupContent content, BackupSettings settings)
    {
        var steps = new List<string>();
        var running = app.Containers.Where(container => container.State is { IsRunning: true, IsPaused: false }).Select(container => container.Name).ToList();
        steps.AddRange(app.Containers.Where(container => container.Labels.ContainsKey(BackupHooks.Pre)).Select(container => $"run {BackupHooks.Pre} in {container.Name}"));
        if (settings.Consistency != BackupConsistency.None && running.Count > 0)
        {
            if (settings.FirstPass && content.Items.Count > 0)
            {
                steps.Add("copy large volumes while the app runs");
            }

            steps.Add($"{(settings.Consistency == BackupConsistency.Stop ? "stop" : "pause")} {string.Join(", ", Enumerable.Reverse(running))}");
        }

        steps.AddRange(content.Items.Select(item => $"copy {(item.IsBind ? "path" : "volume")} {item.Name}"));
        if (settings.Consistency != BackupConsistency.None && running.Count > 0)
        {
            steps.Add($"start {string.Join(", ", running)}");
        }

        if (settings.IncludeImages)
        {
            steps.Add("copy the images");
        }

        steps.AddRange(app.Containers.Where(container => container.Labels.ContainsKey(BackupHooks.Post)).Select(container => $"run {BackupHooks.Post} in {container.Name}"));
        steps.AddRange(content.Warnings);
        return steps;
    }
}
