namespace Dentropy.Engine.Edge.Public;

/// <summary>Where a public endpoint has its files, on both sides. All of them are Dentropy's; the packages' own are not touched.</summary>
internal static class PublicPaths
{
    public const string Folder = "/etc/dentropy/public";
    public const string RunFolder = "/run/dentropy-public";
    public const string Log = "/var/log/dentropy-public.log";

    /// <summary>What sshd is told about the tunnels' account.</summary>
    public const string Sshd = "/etc/ssh/sshd_config.d/60-dentropy-public.conf";

    /// <summary>The account that load balancers log in with; it can do nothing but listen on ports of its own.</summary>
    public const string TunnelAccount = "dentropy-tunnel";

    /// <summary>The account that haproxy runs with.</summary>
    public const string ProxyAccount = "dentropy-public";

    // Parts that run. Each is a folder in Folder with a script "run", and dentropy-public-NAME.service where there is systemd.
    public const string Endpoint = "endpoint";
    public const string WireGuard = "wg";
    public const string Watch = "tunnel";

    public const string StateFile = Folder + "/" + Endpoint + "/endpoint.json";
    public const string ProxyFile = Folder + "/" + Endpoint + "/haproxy.cfg";
    public const string KeysFile = Folder + "/" + Watch + "/authorized_keys";
    public const string PeersFile = Folder + "/" + WireGuard + "/peers";

    public static string Part(string id) => "to-" + id;
}
