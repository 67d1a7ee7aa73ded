namespace Dentropy.Engine.Security.Checks;

/// <summary>A protocol that says everything in the open where no TLS is put around it.</summary>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Port">Its registered or usual port.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Way">What to do about it.</param>
internal sealed record CleartextService(string Protocol, int Port, string Name, string Way)
{
    private const string Ssh = "Use ssh or sftp in its place.";
    private const string Tls = "Have it use TLS, or listen on 127.0.0.1 and reach it over ssh or a tunnel.";
    private const string Wire = "Let only the nodes that need it come to it, or carry it through a tunnel (WireGuard).";

    /// <summary>Whether servers with TLS listen on this port as well.</summary>
    public bool MayHaveTls => Protocol == "tcp" && Way == Tls;

    public static IReadOnlyList<CleartextService> All { get; } =
    [
        new("tcp", 21, "FTP", Ssh),
        new("tcp", 23, "telnet", Ssh),
        new("tcp", 110, "POP3", Tls),
        new("tcp", 111, "rpcbind", Wire),
        new("udp", 111, "rpcbind", Wire),
        new("tcp", 143, "IMAP", Tls),
        new("udp", 161, "SNMP", Wire),
        new("tcp", 389, "LDAP", Tls),
        new("tcp", 512, "rexec", Ssh),
        new("tcp", 513, "rlogin", Ssh),
        new("tcp", 514, "rsh", Ssh),
        new("tcp", 873, "rsync", "Copy over ssh in its place (rsync -e ssh)."),
        new("tcp", 1883, "MQTT", Tls),
        new("tcp", 2049, "NFS", Wire),
        new("tcp", 3306, "MySQL", Tls),
        new("tcp", 5432, "PostgreSQL", Tls),
        new("tcp", 5900, "VNC", Tls),
        new("tcp", 6379, "Redis", Tls),
        new("tcp", 9200, "Elasticsearch", Tls),
        new("tcp", 11211, "memcached", Tls),
        new("udp", 11211, "memcached", Tls),
        new("tcp", 27017, "MongoDB", Tls),
    ];
}
