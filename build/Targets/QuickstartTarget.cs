using Dentropy.Build.Tour;

namespace Dentropy.Build.Targets;

// From a fresh clone to a command that ran across hosts, and what to try next.
internal static class QuickstartTarget
{
    private const string LabName = "quickstart";

    public static async Task<int> RunAsync(Repository repository, string[] arguments, CancellationToken cancellationToken)
    {
        Console.WriteLine("== Build the module and the command");
        await BuildTarget.RunAsync(repository, [], cancellationToken);

        // A new inventory each time, so that a second run finds what the first one found.
        var cloud = Path.Combine(repository.Out, "quickstart");
        if (Directory.Exists(cloud))
            Directory.Delete(cloud, recursive: true);
        var dentropy = new DentropyCommand(repository, cloud);
        if (Machine.WhyNoLab is { } reason)
            await WithoutLabAsync(repository, dentropy, reason, cancellationToken);
        else
            await new LabTour(new Lab(repository, LabName), dentropy).RunAsync(cancellationToken);
        return 0;
    }

    // This machine is always a node, so the commands can be tried on it alone.
    private static async Task WithoutLabAsync(Repository repository, DentropyCommand dentropy, string reason, CancellationToken cancellationToken)
    {
        Console.WriteLine(
            $"""

            == No hosts to try it on
              The rest of the quickstart brings up three hosts on this machine. That cannot be done here: {reason}.
              {(OperatingSystem.IsLinux() ? "Run the same command as root to see it: sudo dotnet run build.cs quickstart" : "Run it on a machine, or a virtual machine, with Debian or Ubuntu to see it.")}
              What can be done here: the module and the command are built, and this machine is a node under the name localhost.

            == Run a command on this machine
            """);
        await dentropy.ShowAsync(cancellationToken, "run", "--node", "localhost", "echo Hello from $(hostname)");
        Console.WriteLine(
            $"""

            == What to try next
              With a machine of yours that takes your SSH key:
                {repository.Command} node add NAME --address ADDRESS --user USER --accept-new-host-key
                {repository.Command} run --node NAME uptime
            """);
    }
}
