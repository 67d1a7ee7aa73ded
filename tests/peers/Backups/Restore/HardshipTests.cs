using Dentropy.Backups;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Places;
using Dentropy.Engine.Docker;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Xunit;

namespace Dentropy.Peers.Tests.Backups.Restore;

/// <summary>Backups of what is much, of what moves, and of what is cut off, and what a restore on another node makes of them.</summary>
public sealed class HardshipTests : RestoreTest
{
    private const string More = "/var/lib/docker/volumes/shop_more/_data";

    private static BackupSettings Settings(string place) => new() { Destination = place, FirstPassFrom = 1, Silence = TimeSpan.FromSeconds(4), Settle = TimeSpan.FromSeconds(2) };

    [Fact]
    public async Task ManySmallFilesAndALargeOneComeBackEqual()
    {
        await DeployStillAsync("""
            python3 - <<'P'
            import os
            for i in range(100):
                os.makedirs(f"tree/{i % 7}/{i}")
                for j in range(150):
                    with open(f"tree/{i % 7}/{i}/f{j}", "w") as f: f.write(f"{i}.{j}\n" * (j % 40))
            P
            openssl enc -aes-256-ctr -nosalt -pass pass:large -iter 1 -in /dev/zero 2>/dev/null | head -c 512M >large
            """);

        await RestoreAsync((await BackUpAsync(Folder)).Path);

        await AssertEqualAsync();
    }

    [Fact]
    public async Task WhatChangesAndGoesAwayDuringTheFirstPassIsAsItWasAtTheStop()
    {
        await DeployStillAsync("""
            mkdir -p a z; head -c 48M /dev/urandom >m
            for i in $(seq 300); do echo $i >a/$i; echo $i >z/$i; done; ln a/1 z/hard; head -c 8M /dev/urandom >z/large
            """);
        await DeployAsync("-e WRITER_INTERVAL=0.01");
        var steps = new During("first pass", 4 << 20, () => MustAsync("pi1", $"""
            cd {More} && echo more >>a/3 && rm -r a/4 z/5 z/1?? && mv z/7 a/moved && mv z/8 z/9 && mv z zz && echo new >zz/new && ln zz/hard a/again
            printf x | dd of=zz/large bs=1 seek=4000000 conv=notrunc status=none; truncate -s 1M m; rm a/10; mkdir a/10; echo in >a/10/in
            """));

        var backup = await BackUpAsync(Folder, steps);
        Assert.True(steps.Happened);
        await RestoreAsync(backup.Path);

        await AssertEqualAsync();
        Assert.Contains("writes", await OnAsync("pi2", "docker pause shop-web-1 >/dev/null; docker run --rm -v shop_data:/data dentropy-lab/writer writer check"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ADatabaseUnderLoadComesBackWhole()
    {
        await StartDatabaseAsync();
        await MustAsync("pi1", """
            set -e
            docker exec bank-db-1 pgbench -q -i -s 2 -U postgres postgres
            docker exec -d bank-db-1 pgbench -c 4 -T 300 -U postgres postgres
            until [ "$(docker exec bank-db-1 psql -U postgres -Atc 'select count(*) from pgbench_history')" -gt 50 ]; do sleep 0.1; done
            """);

        var backup = await BackUpAsync(Folder, app: "bank");
        await RestoreAsync(backup.Path);

        // Each of pgbench's transactions adds the same amount in four places.
        Assert.Equal("t|200000|t", (await OnAsync("pi2", """
            docker exec bank-db-1 psql -U postgres -Atc "select (select sum(abalance) from pgbench_accounts) = (select sum(delta) from pgbench_history)
              and (select sum(bbalance) from pgbench_branches) = (select sum(tbalance) from pgbench_tellers), (select count(*) from pgbench_accounts), (select count(*) > 50 from pgbench_history)"
            """)).Trim());
        var check = await OnAsync("pi2", "docker stop bank-db-1 >/dev/null; docker run --rm -u 999 --entrypoint sh -v bank_db:/var/lib/postgresql/data dentropy-lab/postgres -c 'PATH=$PATH:$(echo /usr/lib/postgresql/*/bin); pg_checksums --check -D /var/lib/postgresql/data' 2>&1");
        Assert.Contains("Bad checksums:  0", check, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public async Task ALinkThatIsCutDuringABackupLeavesNothingAndTheAppRuns(double share)
    {
        const int Size = 48 << 20;
        await DeployStillAsync($"openssl enc -aes-256-ctr -nosalt -pass pass:x -iter 1 -in /dev/zero 2>/dev/null | head -c {Size} >large");
        var before = await EverythingAsync("pi1");
        var cut = new During("", (long)(share * Size), () => Lab.RunAsync("link", "pi1", share < 0.3 ? "down" : "drop"));
        try
        {
            // Links that notice soon.
            await using var links = new SshLinkPool(new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(2), KeepAliveInterval = TimeSpan.FromSeconds(1), KeepAliveCount = 2 });
            await using var engines = new DockerEngines(links);
            var error = await Assert.ThrowsAnyAsync<DentropyException>(() => BackUpAsync(Folder, cut, noFirstPass: true, engines: engines));
            Assert.True(cut.Happened);
            Assert.Equal(DentropyErrorCategory.ConnectionError, error.Category);
            await AssertAsBeforeAsync(before);
        }
        finally
        {
            await Lab.RunAsync("link", "pi1", share < 0.3 ? "up" : "pass");
        }
    }

    [Fact]
    public async Task AFullDiskAtThePlaceLeavesNothingAndTheAppRuns()
    {
        await DeployStillAsync("head -c 40M /dev/urandom >large");
        var before = await EverythingAsync("pi1");

        var error = await Assert.ThrowsAsync<DentropyException>(() => BackUpAsync("ssh://pi2/srv/small/backups", noFirstPass: true));

        Assert.Equal("PlaceFull", error.ErrorId);
        await AssertAsBeforeAsync(before);
        await Lab.UntilAsync(async () => (await OnAsync("pi2", "ls -A /srv/small/backups")).Length == 0, "nothing is left at the place");
        await OnAsync("pi2", "rmdir /srv/small/backups");
    }

    [Fact]
    public async Task AProgramThatIsKilledOnTheNodeFailsTheBackup()
    {
        await DeployStillAsync("head -c 64M /dev/urandom >large");
        var before = await EverythingAsync("pi1");
        foreach (var program in new[] { "perl", "zstd", "tar" })
        {
            var kill = new During("", 8 << 20, () => MustAsync("pi1", $"for p in $(pidof {program}); do [ -d /proc/$p/root/dentropy ] && kill -9 $p; done; true"));
            var error = await Assert.ThrowsAsync<DentropyException>(() => BackUpAsync(Folder, kill, noFirstPass: true));
            Assert.True(kill.Happened);
            Assert.Equal("BackupPartFailed", error.ErrorId);
            await AssertAsBeforeAsync(before);
        }
    }

    /// <summary>An app whose volume shop_more changes only when a test changes it.</summary>
    private static Task DeployStillAsync(string make) => MustAsync("pi1", $"""
        set -e
        docker volume create --label com.docker.compose.project=shop shop_more
        cd {More}
        {make}
        docker run -d --name shop-still-1 --label com.docker.compose.project=shop --label com.docker.compose.service=still -v shop_more:/more dentropy-lab/busybox sh -c 'trap exit TERM; while :; do sleep 0.05; done'
        """);

    private async Task<DcBackup> BackUpAsync(string place, IProgress<BackupProgress>? progress = null, bool noFirstPass = false, string app = "shop", DockerEngines? engines = null)
    {
        var settings = Settings(place) with { FirstPass = !noFirstPass };
        var places = new BackupPlaces(new FileNodeStore(Environment.GetEnvironmentVariable("DENTROPY_LAB_CLOUD")!), Links, Folder);
        await using var opened = await places.OpenAsync(place, Token);
        return await new AppBackup(engines ?? Engines).RunAsync(Source, app, settings, opened, progress, Token);
    }

    private static async Task AssertEqualAsync() => Assert.Equal(await HardVolume.FactsAsync("pi1", More), await HardVolume.FactsAsync("pi2", More));

    private async Task AssertAsBeforeAsync(string before)
    {
        Assert.Empty(Directory.GetFiles(Folder, "*.tar.*"));
        await Lab.UntilAsync(async () => (await OnAsync("pi1", "docker inspect -f '{{.State.Status}}' shop-still-1")).Trim() == "running", "the app runs again");
        await NothingLeftAsync("pi1", before);
    }

    /// <summary>Does something once, when so many bytes of a kind of step have come; the backup waits for it.</summary>
    private sealed class During(string activity, long bytes, Func<Task> act) : IProgress<BackupProgress>
    {
        private int _done;

        public bool Happened => Volatile.Read(ref _done) > 0;

        public void Report(BackupProgress value)
        {
            if (value.Bytes >= bytes && value.Activity.Contains(activity, StringComparison.Ordinal) && Interlocked.Exchange(ref _done, 1) == 0)
            {
                Task.Run(act, Token).Wait(Token);
            }
        }
    }
}
