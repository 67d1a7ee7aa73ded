namespace Dentropy.Engine.Cluster.Serf.Install;

/// <summary>Where an agent that Dentropy installed has its files on the node. All of it is Dentropy's; the package's own <c>/etc/serf</c> is not touched.</summary>
internal static class SerfPaths
{
    public const string Folder = "/etc/dentropy/serf";
    public const string Config = Folder + "/" + ConfigName;
    public const string Keyring = Folder + "/" + KeyringName;
    public const string ConfigName = "agent.json";
    public const string KeyringName = "keyring.json";
    public const string UnitName = "dentropy-serf.service";
    public const string Unit = "/etc/systemd/system/" + UnitName;
    public const string SupervisorFolder = "/usr/local/lib/dentropy-serf";
    public const string Supervisor = SupervisorFolder + "/supervise";
    public const string RunFolder = "/run/dentropy-serf";
    public const string Log = "/var/log/dentropy-serf.log";
    public const string Lock = "/run/dentropy-serf.lock";
    public const string KeyLock = "/run/dentropy-serf-keys.lock";

    /// <summary>The account of Debian's package.</summary>
    public const string Account = "_serf";
}
