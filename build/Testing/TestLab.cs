namespace Dentropy.Build.Testing;

// What the suites test against: hosts, some of them with Docker, name servers and an ACME server, and an S3 server. One is brought up for each lane that needs it.
internal static class TestLab
{
    // The last ones have no Docker, since that must be told as well.
    private const int Nodes = 6;
    private const int DockerNodes = 3;
    private const string Images = "busybox,writer,postgres";

    // Three hosts of the cluster, and one that has none of it.
    private const int CephNodes = 4;

    // Returns the environment that tells the suites what there is. A test that needs what is missing skips itself; in CI
    // that is a failure.
    public static async Task<IReadOnlyDictionary<string, string>> UpAsync(Lab lab, SuiteNeeds needs, List<SuiteResult> results, CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        if (needs == SuiteNeeds.Nothing)
            return environment;
        Console.WriteLine();
        Console.WriteLine("== hosts to test against");
        if (Machine.WhyNoLab is { } reason)
        {
            results.Add(Missing("hosts", $"there are no hosts to test against: {reason}"));
            return environment;
        }

        if (needs == SuiteNeeds.Ceph)
        {
            await CephAsync(lab, environment, results, cancellationToken);
            return environment;
        }

        // Before the hosts are up: they run what is installed on this machine.
        foreach (var part in (string[])["dhcp", "seed", "public"])
        {
            if (!await lab.InstallAsync(part, cancellationToken))
                results.Add(Missing(part, $"the programs of '{part}' are not there; what the lab said is above"));
        }

        var docker = await lab.UpAsync(Nodes, cancellationToken, "--docker", $"{DockerNodes}", "--images", Images);
        if (!docker)
        {
            results.Add(Missing("docker", "there are no hosts with Docker to test against; what the lab said is above"));
            if (!await lab.UpAsync(Nodes, cancellationToken))
            {
                results.Add(Missing("hosts", "there are no hosts to test against; what the lab said is above"));
                return environment;
            }
        }

        // Pages are looked at in a real browser.
        if (!await lab.InstallAsync("browser", cancellationToken))
            results.Add(Missing("browser", "there is no browser to look at pages in; what the lab said is above"));
        environment["DENTROPY_LAB"] = lab.Name;
        environment["DENTROPY_LAB_CLOUD"] = lab.Cloud;
        environment["DENTROPY_LAB_SH"] = lab.Script;
        if (docker)
        {
            var hosts = await lab.HostsAsync(cancellationToken);
            environment["DENTROPY_LAB_DOCKER"] = string.Join(',', hosts.Take(DockerNodes).Select(host => host.Name));
        }

        if (needs >= SuiteNeeds.HostsAndNames)
        {
            await NameServersAsync(lab, environment, results, cancellationToken);
            await AcmeServerAsync(lab, environment, results, cancellationToken);
        }

        if (needs < SuiteNeeds.HostsNamesAndS3)
            return environment;
        if (await lab.ServiceUpAsync("s3", cancellationToken) is { } s3)
        {
            environment["DENTROPY_LAB_S3_ENDPOINT"] = s3.GetProperty("endpoint").GetString()!;
            environment["DENTROPY_LAB_S3_TLS_ENDPOINT"] = s3.GetProperty("tlsEndpoint").GetString()!;
            environment["DENTROPY_LAB_S3_CA"] = s3.GetProperty("ca").GetString()!;
            environment["DENTROPY_LAB_S3_ACCESS"] = s3.GetProperty("accessKey").GetString()!;
            environment["DENTROPY_LAB_S3_SECRET"] = s3.GetProperty("secretKey").GetString()!;
        }
        else
        {
            results.Add(Missing("s3", "there is no S3 server to test against; what the lab said is above"));
        }

        return environment;
    }

    private static async Task CephAsync(Lab lab, Dictionary<string, string> environment, List<SuiteResult> results, CancellationToken cancellationToken)
    {
        if (!await lab.UpAsync(CephNodes, cancellationToken))
        {
            results.Add(Missing("hosts", "there are no hosts to test against; what the lab said is above"));
            return;
        }

        environment["DENTROPY_LAB"] = lab.Name;
        environment["DENTROPY_LAB_CLOUD"] = lab.Cloud;
        environment["DENTROPY_LAB_SH"] = lab.Script;
        if (await lab.ServiceUpAsync("ceph", cancellationToken) is { } ceph)
            environment["DENTROPY_LAB_CEPH"] = string.Join(',', ceph.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()));
        else
            results.Add(Missing("ceph", "there is no Ceph cluster to test against; what the lab said is above"));
    }

    private static async Task NameServersAsync(Lab lab, Dictionary<string, string> environment, List<SuiteResult> results, CancellationToken cancellationToken)
    {
        if (await lab.ServiceUpAsync("dns", cancellationToken) is not { } dns)
        {
            results.Add(Missing("dns", "there are no name servers to test against; what the lab said is above"));
            return;
        }

        environment["DENTROPY_LAB_DNS_BIND"] = dns.GetProperty("bind").GetString()!;
        environment["DENTROPY_LAB_DNS_KNOT"] = dns.GetProperty("knot").GetString()!;
        environment["DENTROPY_LAB_DNS_SECRET"] = dns.GetProperty("secret").GetString()!;
        environment["DENTROPY_LAB_DNS_READ_SECRET"] = dns.GetProperty("readSecret").GetString()!;
    }

    private static async Task AcmeServerAsync(Lab lab, Dictionary<string, string> environment, List<SuiteResult> results, CancellationToken cancellationToken)
    {
        if (await lab.ServiceUpAsync("acme", cancellationToken) is not { } acme)
        {
            results.Add(Missing("acme", "there is no ACME server to test against; what the lab said is above"));
            return;
        }

        environment["DENTROPY_LAB_ACME_DIRECTORY"] = acme.GetProperty("directory").GetString()!;
        environment["DENTROPY_LAB_ACME_CA"] = acme.GetProperty("ca").GetString()!;
        environment["DENTROPY_LAB_ACME_DNS"] = acme.GetProperty("dns").GetString()!;
        environment["DENTROPY_LAB_ACME_MANAGEMENT"] = acme.GetProperty("management").GetString()!;
    }

    private static SuiteResult Missing(string what, string reason) => Machine.IsCi
        ? SuiteResult.Broken(what, reason)
        : SuiteResult.LeftOut(what, $"Tests are skipped because {reason}.");
}
