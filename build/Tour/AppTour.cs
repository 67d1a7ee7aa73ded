namespace Dentropy.Build.Tour;

// An app that keeps data: deployed on one host, backed up to one file, brought back on another when the first has lost its power.
internal sealed class AppTour(Lab lab, DentropyCommand dentropy, LabHost first, LabHost second) : IDisposable
{
    public const string Image = "writer";

    public const string App = "notes";
    private const int Port = 8080;
    private const string Note = "the only copy of this note";

    private const string Compose =
        $"""
        name: {App}
        services:
          web:
            image: dentropy-lab/{Image}
            restart: unless-stopped
            ports: ["8080:8080"]
            volumes: ["data:/data"]
        volumes:
          data: {"{}"}
        """;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(10) };

    // Beside the inventory, where the next quickstart begins anew with both.
    public string Backups => Path.Combine(dentropy.Cloud, "backups");

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        LabTour.Title($"Deploy an app on {first.Name}");
        var file = Path.Combine(dentropy.Cloud, $"{App}.compose.yaml");
        await File.WriteAllTextAsync(file, Compose + "\n", cancellationToken);
        await dentropy.ShowAsync(cancellationToken, "app", "deploy", file, "--node", first.Name, "--wait");
        await WriteAsync(cancellationToken);
        Console.WriteLine($"  A note was written to it on http://{first.Address}:{Port}: \"{Note}\"");
        await dentropy.ShowAsync(cancellationToken, "app", "list");

        LabTour.Title("Back it up to one file");
        await dentropy.ShowAsync(cancellationToken, "backup", "create", App, "--to", Backups, "--include-image");
        var backup = Directory.GetFiles(Backups).Single();
        await dentropy.ShowAsync(cancellationToken, "backup", "verify", backup);

        LabTour.Title($"{first.Name} loses its power");
        await lab.PowerOffAsync(first.Name, cancellationToken);
        Console.WriteLine($"  {first.Name} is off, and so is the app.");

        LabTour.Title($"Bring the app back on {second.Name}");
        await dentropy.ShowAsync(cancellationToken, "restore", backup, "--node", second.Name, "--yes");
        var notes = await _http.GetStringAsync(new Uri($"http://{second.Address}:{Port}/notes"), cancellationToken);
        if (!notes.Contains(Note, StringComparison.Ordinal))
            throw new BuildException($"The note is not there on {second.Name}; what is there: {notes}");
        Console.WriteLine($"  http://{second.Address}:{Port}/notes says: \"{notes.TrimEnd()}\"");
    }

    public void Dispose() => _http.Dispose();

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        using var content = new StringContent(Note);
        using var answer = await _http.PostAsync(new Uri($"http://{first.Address}:{Port}/cgi-bin/write"), content, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }
}
