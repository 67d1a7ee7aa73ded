using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text.Json;

namespace Dentropy.Build;

// A lab by its name: bringing it up on a network that is free, and taking it down.
internal sealed class Lab(Repository repository, string name)
{
    private const int FirstNetwork = 77;
    private const int LastNetwork = 127;

    public string Name => name;

    public string Script => repository.LabScript;

    // The folder that the script keeps the lab in; inside is the inventory that it writes for itself.
    public string Folder => Path.Combine(Environment.GetEnvironmentVariable("DENTROPY_LAB_DIR") ?? "/var/lib/dentropy-lab", name);

    public string Cloud => Path.Combine(Folder, "cloud");

    public string Key => Path.Combine(Folder, "id_ed25519");

    // Returns false where it did not come up; the script has said why. More are further arguments of 'up'.
    public async Task<bool> UpAsync(int nodes, CancellationToken cancellationToken, params string[] more)
    {
        string[] arguments = [repository.LabScript, "up", "--name", name, "--nodes", $"{nodes}", .. more];
        if (!File.Exists(Path.Combine(Folder, "lab.conf")))
            arguments = [.. arguments, "--subnet", FreeNetwork()];
        var told = false;
        return await Tool.ReadAsync("bash", arguments, Say, cancellationToken) == 0;

        // What follows the first empty line is advice for who typed the command.
        void Say(string line)
        {
            told |= line.Length == 0;
            if (!told)
                Console.WriteLine("  " + line);
        }
    }

    // Brings a service of the lab up, "s3", "registry" or "dns". Returns what it says about itself, or null where it did not come up.
    public async Task<JsonElement?> ServiceUpAsync(string service, CancellationToken cancellationToken)
    {
        if (await Tool.ReadAsync("bash", [repository.LabScript, service, "up", "--name", name], line => Console.WriteLine("  " + line), cancellationToken) != 0)
            return null;
        using var status = await AskAsync([service, "status"], cancellationToken);
        return status.RootElement.Clone();
    }

    // Installs the packages of a part of the lab. Returns false where that failed; the script has said why.
    public async Task<bool> InstallAsync(string part, CancellationToken cancellationToken) =>
        await Tool.ReadAsync("bash", [repository.LabScript, "install", part], line => Console.WriteLine("  " + line), cancellationToken) == 0;

    public async Task<IReadOnlyList<LabHost>> HostsAsync(CancellationToken cancellationToken)
    {
        using var status = await AskAsync(["status"], cancellationToken);
        return [.. status.RootElement.EnumerateArray().Select(host => new LabHost(host.GetProperty("name").GetString()!, host.GetProperty("address").GetString()!))];
    }

    private async Task<JsonDocument> AskAsync(string[] question, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        if (await Tool.ReadAsync("bash", [repository.LabScript, .. question, "--name", name, "--json"], lines.Add, cancellationToken) != 0)
            throw new BuildException($"The lab '{name}' does not tell its state: {string.Join(' ', lines)}");
        return JsonDocument.Parse(string.Join('\n', lines));
    }

    // Pulls the plug of a host.
    public async Task PowerOffAsync(string host, CancellationToken cancellationToken)
    {
        if (await Tool.RunAsync("bash", [repository.LabScript, "power", host, "off", "--name", name], cancellationToken) != 0)
            throw new BuildException($"The lab did not switch {host} off; what it said is above.");
    }

    // Not to be stopped: what is half down is worse than what is up.
    public Task<int> DownAsync() => Tool.RunAsync("bash", [repository.LabScript, "down", "--name", name], CancellationToken.None);

    // The first of a row of private networks on which this machine has no address.
    private static string FreeNetwork()
    {
        var used = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Where(address => address.Address.AddressFamily == AddressFamily.InterNetwork)
            .Select(address => address.Address.GetAddressBytes())
            .Where(bytes => bytes[0] == 10)
            .Select(bytes => (int)bytes[1])
            .ToHashSet();
        for (var network = FirstNetwork; network <= LastNetwork; network++)
        {
            if (!used.Contains(network))
                return $"10.{network}.0";
        }

        throw new BuildException($"Every network from 10.{FirstNetwork}.0.0 to 10.{LastNetwork}.0.0 is in use on this machine; a lab needs one of them.");
    }
}

internal sealed record LabHost(string Name, string Address);
