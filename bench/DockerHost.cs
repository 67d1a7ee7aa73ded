using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Backups;
using Dentropy.Nodes;

namespace Dentropy.Bench;

/// <summary>A host of the lab with Docker, reached as users reach it, with volumes to back up and a folder of the operator's.</summary>
internal sealed class DockerHost : IAsyncDisposable
{
    /// <summary>A folder of the node for what rivals write.</summary>
    public const string Scratch = "/var/tmp/dentropy-bench";

    private readonly SshLinkPool _links = new();
    private readonly CancellationToken _cancellation;

    private readonly IDisposable _apart;

    private DockerHost(DcNode node, IDisposable apart, CancellationToken cancellation)
    {
        (Node, _apart, _cancellation) = (node, apart, cancellation);
        Engines = new DockerEngines(_links);
        Places = new BackupPlaces(new FileNodeStore(Bench.Cloud), _links);
    }

    public DcNode Node { get; }

    public DockerEngines Engines { get; }

    public BackupPlaces Places { get; }

    public string Folder { get; private init; } = "";

    /// <summary>A host, and a folder of the operator's.</summary>
    public static async Task<DockerHost> StartAsync(Bench bench, string? below = null)
    {
        var node = (await bench.DockerHostsAsync(1))[0];
        // From here on this process, and whatever it starts, is a machine of its own.
        var apart = Cores.OperatorApart();
        var folder = Directory.CreateDirectory(Path.Combine(below ?? Path.GetTempPath(), $"dentropy-bench-{Environment.ProcessId}")).FullName;
        var host = new DockerHost(node, apart, bench.Cancellation) { Folder = folder };
        await host.RunAsync($"mkdir -p {Scratch}");
        return host;
    }

    public static string PathOf(string volume) => $"/var/lib/docker/volumes/{volume}/_data";

    /// <summary>Runs a script on the node, over a link that is warm.</summary>
    public async Task<string> RunAsync(string script)
    {
        var link = await _links.GetAsync(Node, _cancellation);
        await using var process = await link.StartAsync($"set -e -o pipefail; {script}", _cancellation);
        await process.StandardInput.DisposeAsync();
        using var output = new StreamReader(process.StandardOutput);
        using var error = new StreamReader(process.StandardError);
        var saying = error.ReadToEndAsync(_cancellation);
        var said = await output.ReadToEndAsync(_cancellation);
        var exit = await process.WaitForExitAsync(_cancellation);
        return exit.ExitCode == 0 ? said : throw new InvalidOperationException($"{script}\nended with {exit.ExitCode}: {await saying}{said}");
    }

    public Task<double> TimeAsync(string script) => Bench.TimeAsync(() => RunAsync(script));

    /// <summary>About a gigabyte in files of many sizes: every other one random, every other one lines of text.</summary>
    public Task FillMixedAsync(string volume, int mebibytes) => RunAsync($"docker volume create {volume} >/dev/null; cd {PathOf(volume)}; perl -e {ShellQuote.Word(Mixed)} {mebibytes}; sync");

    /// <summary>Files of 0 to 4 KiB, a hundred in a folder.</summary>
    public Task FillSmallAsync(string volume, int files) => RunAsync($"docker volume create {volume} >/dev/null; cd {PathOf(volume)}; perl -e {ShellQuote.Word(Small)} {files}; sync");

    /// <summary>A container that does nothing and ends at once when it is told to.</summary>
    public Task StartIdleAsync(string app, string volume) => RunAsync(
        $"docker run -d --name {app} --label dentropy.app={app} -v {volume}:/v dentropy-lab/busybox sh -c {ShellQuote.Word("trap 'exit 0' TERM; while :; do sleep 0.05; done")} >/dev/null");

    public Task RemoveAsync(string app, string volume) => RunAsync($"docker rm -f {app} >/dev/null 2>&1 || true; docker volume rm -f {volume} >/dev/null");

    /// <summary>Backs an app up into the operator's folder.</summary>
    public async Task<DcBackup> BackUpAsync(string app, BackupSettings? settings = null)
    {
        await using var place = await Places.OpenAsync(Folder, _cancellation);
        return await new AppBackup(Engines).RunAsync(Node, app, settings ?? new BackupSettings { Destination = Folder }, place, Steps<BackupProgress>(step => step.Activity), _cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Engines.DisposeAsync();
        await _links.DisposeAsync();
        _apart.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    /// <summary>With DENTROPY_BENCH_STEPS=1: shows where the time goes.</summary>
    public static IProgress<T>? Steps<T>(Func<T, string> activity) => Environment.GetEnvironmentVariable("DENTROPY_BENCH_STEPS") is null ? null : new Watch<T>(activity);

    private sealed class Watch<T>(Func<T, string> activity) : IProgress<T>
    {
        private readonly long _start = System.Diagnostics.Stopwatch.GetTimestamp();
        private string _last = "";

        public void Report(T value)
        {
            if (activity(value) is { } now && now != _last)
            {
                Console.Error.WriteLine(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"    {System.Diagnostics.Stopwatch.GetElapsedTime(_start).TotalSeconds:0.000} {_last = now}"));
            }
        }
    }

    private const string Mixed = """
        use strict;
        srand 7;
        my @w = map { join "", map { chr(97 + int rand 26) } 1 .. 2 + int rand 9 } 1 .. 3000;
        my $text = "";
        while (length $text < 64 << 20) { $text .= sprintf "2026-11-%02d %02d:%02d %s %s %s %d %s\n", 1 + rand 28, rand 24, rand 60, (map { $w[rand @w] } 1 .. 3), rand 1e6, $w[rand @w] }
        open my $r, "<", "/dev/urandom";
        my ($left, $n) = ($ARGV[0] << 20, 0);
        my %held = (0, 0, 1, 0);
        while ($left > 0) {
          my $size = int(1024 * 2 ** rand 14);
          $size = $left if $size > $left;
          my $kind = $held{0} <= $held{1} ? 0 : 1;
          my $b;
          if ($kind) { $b = substr $text, int(rand(length($text) - $size)), $size } else { my $at = 0; $b = ""; while ($at < $size) { $at += sysread $r, $b, $size - $at, $at } }
          mkdir "d" . int($n / 50) if $n % 50 == 0;
          open my $f, ">", "d" . int($n / 50) . "/f$n"; syswrite $f, $b; close $f;
          $held{$kind} += $size; $left -= $size; $n++;
        }
        """;

    private const string Small = """
        srand 7;
        my $text = join "", map { sprintf "%d %d ", rand 1e6, rand 1e4 } 1 .. 20000;
        for my $n (0 .. $ARGV[0] - 1) {
          mkdir "d" . int($n / 100) if $n % 100 == 0;
          open my $f, ">", "d" . int($n / 100) . "/f$n"; print $f substr($text, rand 100000, rand 4096); close $f;
        }
        """;
}
