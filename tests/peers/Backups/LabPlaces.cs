using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Backups;

/// <summary>Places for backups of one test: a cloud of its own with the lab's nodes, its S3 server under names in cloud.yaml, and links.</summary>
internal sealed class LabPlaces : IAsyncDisposable
{
    private static readonly string? s_endpoint = Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_ENDPOINT");
    private readonly DirectoryInfo _work = Directory.CreateTempSubdirectory("dentropy-places-");
    private readonly string _id = Guid.NewGuid().ToString("N")[..12];
    private AmazonS3Client? _s3;

    private LabPlaces() => Places = new BackupPlaces(new FileNodeStore(Cloud), Links, Work);

    public string Work => _work.FullName;

    public string Cloud => Path.Combine(Work, "cloud");

    public string Bucket => "test-" + _id;

    public string NodeFolder => "/srv/backups-" + _id;

    public SshLinkPool Links { get; } = new();

    public BackupPlaces Places { get; }

    public AmazonS3Client S3 => _s3!;

    public static async Task<LabPlaces> OpenAsync(bool s3 = false)
    {
        Lab.Require();
        var places = new LabPlaces();
        Directory.CreateDirectory(Path.Combine(places.Cloud, "nodes"));
        foreach (var path in Directory.EnumerateFiles(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!, "*", SearchOption.AllDirectories).Where(path => !path.Contains("history")))
            File.Copy(path, Path.Combine(places.Cloud, Path.GetRelativePath(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!, path)), overwrite: true);
        if (s3)
            await places.UseS3Async();
        return places;
    }

    public async ValueTask DisposeAsync()
    {
        if (_s3 is not null)
        {
            for (ListObjectsV2Response? page = null; page?.IsTruncated != false;)
            {
                page = await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Bucket });
                await Parallel.ForEachAsync(page.S3Objects ?? [], new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (one, token) => await _s3.DeleteObjectAsync(Bucket, one.Key, token));
            }

            await _s3.DeleteBucketAsync(Bucket);
            _s3.Dispose();
        }

        await Links.DisposeAsync();
        _work.Delete(recursive: true);
    }

    private async Task UseS3Async()
    {
        if (s_endpoint is not { Length: > 0 })
        {
            Assert.False(Environment.GetEnvironmentVariable("CI") is { Length: > 0 }, "No S3 server runs, and CI must test against a real one.");
            Assert.Skip("No S3 server runs: start it with lab/lab.sh s3 up, and set DENTROPY_LAB_S3_ENDPOINT and its keys.");
        }

        var (access, secret) = (Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_ACCESS"), Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_SECRET"));
        _s3 = new AmazonS3Client(new BasicAWSCredentials(access, secret), new AmazonS3Config { ServiceURL = s_endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1", RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED });
        await _s3.PutBucketAsync(Bucket);
        await File.WriteAllTextAsync(Path.Combine(Cloud, "secret.txt"), secret + "\n");
        await File.WriteAllTextAsync(Path.Combine(Cloud, "cloud.yaml"), $"""
            places:
              plain:
                url: s3://{Bucket}/home
                endpoint: {s_endpoint}
                accessKey: env:DENTROPY_LAB_S3_ACCESS
                secretKey: file:secret.txt
              tls:
                url: s3://{Bucket}/tls
                endpoint: {Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_TLS_ENDPOINT")}
                accessKey: {access}
                secretKey: command:cat {Cloud}/secret.txt
                caFile: {Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_CA")}
              untrusted:
                url: s3://{Bucket}/tls
                endpoint: {Environment.GetEnvironmentVariable("DENTROPY_LAB_S3_TLS_ENDPOINT")}
                accessKey: {access}
                secretKey: file:secret.txt
              wrong:
                url: s3://{Bucket}/home
                endpoint: {s_endpoint}
                accessKey: {access}
                secretKey: env:DENTROPY_TEST_WRONG_SECRET
              nobucket:
                url: s3://{Bucket}-none/home
                endpoint: {s_endpoint}
                accessKey: {access}
                secretKey: file:secret.txt
              silent:
                url: s3://{Bucket}/home
                endpoint: http://127.0.0.1:1
                accessKey: {access}
                secretKey: file:secret.txt
            """);
    }
}
