using System.Text.Json.Nodes;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Backups.Restore;

/// <summary>What in a definition gives a container power over the node. A file from somebody else can take a node over with these.</summary>
internal static class RestoreRisks
{
    private static readonly string[] s_capabilities = ["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "NET_ADMIN", "DAC_READ_SEARCH", "BPF"];
    private static readonly string[] s_folders = ["/", "/etc", "/root", "/home", "/boot", "/usr", "/lib", "/bin", "/sbin", "/var", "/run", "/var/run", "/dev", "/proc", "/sys", "/var/lib/docker", "/var/lib/containerd"];

    public static IReadOnlyList<string> Of(string container, JsonObject body)
    {
        var host = body["HostConfig"] as JsonObject ?? [];
        var risks = new List<string>();
        if (host.Flag("Privileged"))
            risks.Add("runs privileged, so it can do everything on the node");
        foreach (var source in Sources(host))
        {
            if (source.EndsWith("/docker.sock", StringComparison.Ordinal))
                risks.Add($"gets the Docker socket ({source}), so it can do everything on the node");
            else if (s_folders.Contains(source.Length > 1 ? source.TrimEnd('/') : source, StringComparer.Ordinal))
                risks.Add($"gets {source} of the node");
        }

        foreach (var (key, what) in new[] { ("NetworkMode", "network"), ("PidMode", "processes"), ("IpcMode", "shared memory"), ("UTSMode", "host name"), ("UsernsMode", "user ids") })
        {
            if (host.Text(key) is "host")
                risks.Add($"shares the node's {what}");
        }

        var added = host.Texts("CapAdd").Select(name => name.StartsWith("CAP_", StringComparison.OrdinalIgnoreCase) ? name[4..] : name)
            .Where(name => s_capabilities.Contains(name, StringComparer.OrdinalIgnoreCase)).ToList();
        if (added.Count > 0)
            risks.Add($"has the capabilities {string.Join(", ", added)}");
        var devices = (host["Devices"] as JsonArray ?? []).OfType<JsonObject>().Select(device => device.Text("PathOnHost")).OfType<string>().ToList();
        if (devices.Count > 0)
            risks.Add($"gets the devices {string.Join(", ", devices)}");
        if (host.Texts("DeviceCgroupRules").Count > 0)
            risks.Add("may open devices by rules of its own");
        if (host.Texts("SecurityOpt").Any(option => option.Contains("unconfined", StringComparison.Ordinal)))
            risks.Add("runs without the node's confinement (seccomp or AppArmor)");
        return risks.Count > 0 ? [$"Container '{container}' {string.Join("; it ", risks)}."] : [];
    }

    public static IEnumerable<string> Sources(JsonObject host) =>
        host.Texts("Binds").Select(bind => bind.Split(':')[0]).Where(source => source.StartsWith('/'))
            .Concat((host["Mounts"] as JsonArray ?? []).OfType<JsonObject>().Where(mount => mount.Text("Type") is "bind").Select(mount => mount.Text("Source")).OfType<string>());
}
