using System.Diagnostics;
using System.Globalization;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Bench;

/// <summary>What the parts share: a lab of their own, rounds in turns, and a verdict for each target.</summary>
internal sealed class Bench(CancellationToken cancellation) : IAsyncDisposable
{
    private const string LabName = "bench";
    private const string LabFolder = "/var/lib/dentropy-lab/" + LabName;

    private readonly List<(string Target, string Measured, bool Met)> _targets = [];
    private int _hosts;
    private int _engines;

    public CancellationToken Cancellation => cancellation;

    /// <summary>How large the volumes are; less while one works on the bench.</summary>
    public static int Mebibytes { get; } = int.TryParse(Environment.GetEnvironmentVariable("DENTROPY_BENCH_MIB"), CultureInfo.InvariantCulture, out var wanted) ? wanted : 1024;

    public static string Root { get; } = FindRoot();

    public static string Cloud => Path.Combine(LabFolder, "cloud");

    public static string Key => Path.Combine(LabFolder, "id_ed25519");

    // The lab's own command, for the hosts of this bench.
    public static string LabCommand(string command) => $"{Root}/lab/lab.sh {command} --name {LabName}";

    public async Task<IReadOnlyList<DcNode>> HostsAsync(int count)
    {
        if (_hosts < count)
        {
            await DisposeAsync();
            Console.WriteLine($"Bringing up {count} hosts ...");
            await Shell.CheckAsync($"{Root}/lab/lab.sh up --name {LabName} --nodes {count}", cancellation);
            _hosts = count;
        }

        return [.. (await new FileNodeStore(Cloud).ReadAllAsync(cancellation)).Nodes.Take(count)];
    }

    /// <summary>Hosts with Docker and two images. A lab that came up without it is taken down first.</summary>
    public async Task<IReadOnlyList<DcNode>> DockerHostsAsync(int count)
    {
        if (_engines < count)
        {
            await DisposeAsync();
            _hosts = _engines = count;
            Console.WriteLine($"Bringing up {count} hosts with Docker on the cores {Cores.Nodes}; the operator has the others ...");
            await Shell.CheckAsync($"taskset -c {Cores.Nodes} {Root}/lab/lab.sh up --name {LabName} --nodes {count} --docker --images busybox,writer", cancellation);
        }

        return await HostsAsync(count);
    }

    /// <summary>Runs every contender in turns and returns the median of each, in seconds.</summary>
    public async Task<Dictionary<string, double>> TurnsAsync(int usual, IReadOnlyDictionary<string, Func<Task<double>>> contenders)
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("DENTROPY_BENCH_ROUNDS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : usual;
        var times = contenders.Keys.ToDictionary(name => name, _ => new List<double>(), StringComparer.Ordinal);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var (name, run) in contenders)
            {
                cancellation.ThrowIfCancellationRequested();
                times[name].Add(await run());
                Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  round {round + 1}: {name} {times[name][^1]:0.000} s"));
            }
        }

        var medians = times.ToDictionary(pair => pair.Key, pair => Median(pair.Value), StringComparer.Ordinal);
        foreach (var (name, all) in times)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {name,-34} median {medians[name],8:0.0000} s   ({string.Join(' ', all.Select(time => time.ToString("0.000", CultureInfo.InvariantCulture)))})"));
        }

        return medians;
    }

    public static async Task<double> TimeAsync(Func<Task> work)
    {
        var watch = Stopwatch.StartNew();
        await work();
        return watch.Elapsed.TotalSeconds;
    }

    public void Target(string target, string measured, bool met)
    {
        _targets.Add((target, measured, met));
        Console.WriteLine($"  {(met ? "reached" : "MISSED ")}  {target}: {measured}");
    }

    public void Ratio(string target, double theirs, double ours, double least) =>
        Target(target, string.Create(CultureInfo.InvariantCulture, $"{theirs / ours:0.00} times (at least {least:0.##})"), theirs / ours >= least);

    public int Summary()
    {
        Console.WriteLine();
        foreach (var (target, measured, met) in _targets)
        {
            Console.WriteLine($"{(met ? "reached" : "MISSED ")}  {target}: {measured}");
        }

        return _targets.TrueForAll(target => target.Met) ? 0 : 1;
    }

    public async ValueTask DisposeAsync()
    {
        if (_hosts > 0)
        {
            (_hosts, _engines) = (0, 0);
            await Shell.CheckAsync($"{Root}/lab/lab.sh down --name {LabName}", CancellationToken.None);
        }
    }

    private static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Dentropy.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The project's folder was not found above " + AppContext.BaseDirectory);
    }
}
