using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Forecast;
using Dentropy.Storage;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph;

public sealed class CephForecastTests : IDisposable
{
    private const long GiB = 1L << 30;
    private const string Id = "5f2f5e3c-9c1b-4c1e-9a51-0f5d4d6f3a10";
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _folder = Path.Join(Path.GetTempPath(), "dentropy-use-" + Guid.NewGuid().ToString("N"));
    private readonly UseHistory _history;
    private readonly CephForecast _forecast;

    public CephForecastTests() => (_history, _forecast) = (new UseHistory(_folder), new CephForecast(new UseHistory(_folder)));

    public void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
    }

    private Task<DcCephCapacity> SeeAsync(double days, double used, double? fullest = null, string id = Id) => _forecast.WithForecastAsync(
        new DcCephCapacity { Cluster = "home", Total = 1000 * GiB, Used = (long)(used * GiB), UsedPercent = used / 10, NearFullPercent = 85, FullPercent = 95, FullestPercent = fullest },
        id,
        s_start.AddDays(days),
        TestContext.Current.CancellationToken);

    [Fact]
    public async Task Steady_growth_gives_the_day_at_which_the_fullest_osd_warns()
    {
        for (var day = 0; day < 10; day++)
            await SeeAsync(day, 400 + (day * 2));
        // 420 GiB at 50 percent of the fullest OSD: it warns at 420 * 85 / 50 = 714 GiB, 147 days on.
        var seen = await SeeAsync(10, 420, fullest: 50);
        Assert.Equal(2, seen.GrowthPerDay!.Value / GiB, 3);
        Assert.Equal(s_start.AddDays(10 + 147), seen.NearFullTime!.Value, TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromDays(10), seen.Observed);
    }

    [Fact]
    public async Task A_cleanup_does_not_bend_the_pace()
    {
        for (var day = 0; day <= 20; day++)
            await SeeAsync(day, 400 + (day * 3) - (day > 8 ? 150 : 0) - (day > 15 ? 60 : 0));
        Assert.Equal(3, (await SeeAsync(21, 400 + 63 - 210)).GrowthPerDay!.Value / GiB, 3);
    }

    [Fact]
    public async Task Single_odd_samples_do_not_bend_the_pace()
    {
        for (var day = 0; day < 20; day++)
            await SeeAsync(day, 400 + day + (day % 6 == 3 ? 8 : 0));
        Assert.InRange((await SeeAsync(20, 420)).GrowthPerDay!.Value / GiB, 0.9, 1.1);
    }

    [Fact]
    public async Task Too_little_gives_no_forecast()
    {
        var first = await SeeAsync(0, 400);
        Assert.Equal((null, null, null), (first.GrowthPerDay, first.NearFullTime, first.Observed));
        Assert.Null((await SeeAsync(0.1, 401)).GrowthPerDay);
        Assert.Null((await SeeAsync(0.9, 409)).GrowthPerDay);
        Assert.NotNull((await SeeAsync(1, 410)).GrowthPerDay);
    }

    [Fact]
    public async Task No_growth_gives_no_day_and_a_full_one_gives_now()
    {
        for (var day = 0; day < 5; day++)
            await SeeAsync(day, 400 - day);
        var shrinking = await SeeAsync(5, 395);
        Assert.Null(shrinking.NearFullTime);
        Assert.Equal(-1, shrinking.GrowthPerDay!.Value / GiB, 3);
        Assert.Equal(s_start.AddDays(6), (await SeeAsync(6, 396, fullest: 86)).NearFullTime);
    }

    [Fact]
    public async Task A_day_beyond_ten_years_is_not_told()
    {
        for (var day = 0; day < 5; day++)
            await SeeAsync(day, 400 + (day * 0.01));
        Assert.Null((await SeeAsync(5, 400.05)).NearFullTime);
    }

    [Fact]
    public async Task Clusters_are_kept_apart_and_one_sample_an_hour_is_kept()
    {
        for (var minute = 0; minute < 180; minute += 10)
            await SeeAsync(minute / 1440.0, 400);
        await SeeAsync(0, 900, id: "other/../../cluster");
        Assert.Equal(3, (await _history.ReadAsync(Id, TestContext.Current.CancellationToken)).Count);
        Assert.Equal(900 * GiB, Assert.Single(await _history.ReadAsync("other/../../cluster", TestContext.Current.CancellationToken)).Used);
        Assert.Equal(_folder, Path.GetDirectoryName(_history.PathOf("other/../../cluster")));
    }

    [Fact]
    public async Task Old_samples_are_thinned_out_and_the_file_stays_small()
    {
        for (var hour = 0; hour < 24 * 120; hour += 1)
            await _history.AddAsync(Id, new UseSample(s_start.AddHours(hour), hour), TestContext.Current.CancellationToken);
        var kept = await _history.ReadAsync(Id, TestContext.Current.CancellationToken);
        var last = s_start.AddHours((24 * 120) - 1);
        Assert.InRange(kept.Count, 150, 200);
        Assert.Equal(last, kept[^1].Time);
        Assert.InRange(kept[0].Time, last.AddDays(-90), last.AddDays(-88));
        Assert.InRange(kept.Count(sample => last - sample.Time <= TimeSpan.FromDays(2)), 48, 49);
        Assert.InRange(new FileInfo(_history.PathOf(Id)).Length, 1, 8192);
    }

    [Fact]
    public async Task What_a_clock_that_was_ahead_has_left_does_not_count()
    {
        var token = TestContext.Current.CancellationToken;
        await _history.AddAsync(Id, new UseSample(s_start.AddYears(5), 1), token);
        for (var day = 0; day < 5; day++)
            await SeeAsync(day, 400 + day);
        Assert.Equal(1, (await SeeAsync(5, 405)).GrowthPerDay!.Value / GiB, 3);
        Assert.DoesNotContain(await _history.ReadAsync(Id, token), sample => sample.Time > s_start.AddDays(6));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_counts_as_none()
    {
        Directory.CreateDirectory(_folder);
        await File.WriteAllTextAsync(_history.PathOf(Id), "rubbish\n12 x\n99999999999999999999 1\n\n1772323200 7\n", TestContext.Current.CancellationToken);
        Assert.Equal(7, Assert.Single(await _history.ReadAsync(Id, TestContext.Current.CancellationToken)).Used);

        File.Delete(_history.PathOf(Id));
        Directory.CreateDirectory(_history.PathOf(Id));
        Assert.Null((await SeeAsync(0, 400)).GrowthPerDay);
    }

    [Fact]
    public async Task Without_a_place_there_is_no_forecast_and_no_error()
    {
        var now = new DcCephCapacity { Cluster = "home", Total = 1, Used = 1 };
        Assert.Same(now, await new CephForecast(history: null).WithForecastAsync(now, Id, s_start, TestContext.Current.CancellationToken));

        await File.WriteAllTextAsync(_folder, "a file where the folder should be", TestContext.Current.CancellationToken);
        try
        {
            Assert.Null((await SeeAsync(0, 400)).NearFullTime);
        }
        finally
        {
            File.Delete(_folder);
        }
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(64, false)]
    public void A_hosts_data_fits_on_the_others_or_not(int percent, bool fits)
    {
        // Two of three hosts get half of the third's each, for each its size: 60 + 30 is under 95, 64 + 32 is not.
        var map = new MapBuilder().Host("a", 0).Host("b", 1).Host("c", 2).Answer(CephQuestion.OsdUse, $$"""
            {"nodes":[{{string.Join(',', Enumerable.Range(0, 3).Select(osd => $$"""{"id":{{osd}},"kb":1000,"kb_used":{{percent * 10}},"reweight":1.0,"device_class":"ssd"}"""))}}]}
            """);
        Assert.Equal(fits, CephHostLoss.Fits(map.Answers()));
    }

    [Fact]
    public void A_host_alone_in_its_class_fits_nowhere_and_without_figures_nothing_is_said()
    {
        var map = new MapBuilder().Host("a", 0).Host("b", 1).Answer(CephQuestion.OsdUse, """
            {"nodes":[{"id":0,"kb":1000,"kb_used":10,"reweight":1.0,"device_class":"ssd"},{"id":1,"kb":1000,"kb_used":10,"reweight":0.5,"device_class":"hdd"}]}
            """);
        Assert.False(CephHostLoss.Fits(map.Answers()));
        Assert.Null(CephHostLoss.Fits(new MapBuilder().Host("a", 0).Answers()));
        Assert.Null(CephHostLoss.Fits(map.Without(CephQuestion.OsdTree, "x").Answers()));
    }
}
