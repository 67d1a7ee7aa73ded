using System.Xml.Linq;
using Dentropy.Build.Testing;

namespace Dentropy.Module.Tests;

// The line that counts the tests must not be wrong in the tests' favour.
public sealed class SuiteCountTests
{
    [Fact]
    public void A_report_of_xunit_is_counted()
    {
        var report = XDocument.Parse(
            """
            <assemblies><assembly><errors><error type="test-class-cleanup" name="B"><failure><message>left open</message></failure></error></errors><collection>
              <test name="A.One" result="Pass" />
              <test name="A.Two" result="Fail"><failure><message>Expected 1
            Actual 2</message></failure></test>
              <test name="A.Three" result="Skip"><reason>no lab</reason></test>
            </collection></assembly></assemblies>
            """);
        var result = XunitSuite.Read("engine", report, 1);
        Assert.Equal(1, result.Passed);
        Assert.Equal([new TestNote("A.Two", "Expected 1"), new TestNote("engine: test-class-cleanup B", "left open")], result.Failed);
        Assert.Equal([new TestNote("A.Three", "no lab")], result.Skipped);
    }

    [Fact]
    public void A_report_without_a_failure_from_a_program_that_failed_is_a_failure() =>
        Assert.Single(XunitSuite.Read("engine", XDocument.Parse("<assemblies><test name='A' result='Pass'/></assemblies>"), 134).Failed);

    [Fact]
    public void A_script_that_counts_is_counted()
    {
        var result = ScriptSuite.Read(["ok - boots", "FAILED - comes back", "    no", "skip - more", "4 passed, 1 failed, 1 skipped"], 1);
        Assert.Equal(4, result.Passed);
        Assert.Equal("lab: comes back", Assert.Single(result.Failed).Test);
        Assert.Equal("lab: more", Assert.Single(result.Skipped).Test);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "4 passed, 0 failed, 0 skipped")]
    [InlineData(1, "4 passed, 1 failed, 0 skipped")]
    public void A_script_that_broke_off_or_names_no_failure_is_a_failure(int code, string last) => Assert.Single(ScriptSuite.Read(["ok - boots", last], code).Failed);

    [Fact]
    public void What_fails_beside_others_and_passes_by_itself_is_counted_apart_and_named()
    {
        TestNote late = new("A.Late(1)", "too late", "A.Late"), wrong = new("A.Wrong", "Expected 1", "A.Wrong");
        var first = new SuiteResult("peers", 7, [late, wrong], []);

        var judged = SecondLook.Judge(first, new SuiteResult("peers/again", 2, [wrong], []));
        Assert.Equal((8, 1, 1), (judged.Passed, judged.Failed.Count, judged.Unsteady.Count));
        Assert.Equal(wrong, Assert.Single(judged.Failed));
        Assert.Equal(late, Assert.Single(judged.Unsteady));
        // One case of it fails again; nothing ran; something was left out; the suite broke.
        Assert.Empty(SecondLook.Judge(first, new SuiteResult("peers/again", 1, [late with { Test = "A.Late(2)" }, wrong], [])).Unsteady);
        Assert.Same(first, SecondLook.Judge(first, new SuiteResult("peers/again", 0, [], [])));
        Assert.Same(first, SecondLook.Judge(first, new SuiteResult("peers/again", 1, [], [wrong])));
        Assert.Same(first, SecondLook.Judge(first, SuiteResult.Broken("peers/again", "it hung")));
    }

    [Fact]
    public void Only_what_needs_hosts_is_looked_at_again()
    {
        var suites = Suites.Lanes(BuiltModule.Repository).SelectMany(lane => lane).ToDictionary(suite => suite.Name, StringComparer.Ordinal);
        var failed = new SuiteResult("x", 1, [new TestNote("A.B", "", "A.B")], []);
        Assert.True(SecondLook.IsWorth(suites["peers/cluster"], failed));
        Assert.False(SecondLook.IsWorth(suites["engine"], failed));
        Assert.False(SecondLook.IsWorth(suites["pester"], failed));
        Assert.False(SecondLook.IsWorth(suites["peers/cluster"], failed with { Failed = [new TestNote("the suite", "")] }));
    }

    // The cluster's hosts are fewer and have no Docker; a suite that waits for the others would wait in vain.
    [Fact]
    public void A_lane_with_a_Ceph_cluster_has_only_suites_that_need_it() =>
        Assert.All(Suites.Lanes(BuiltModule.Repository), lane => Assert.Single(lane.Select(suite => suite.Needs == SuiteNeeds.Ceph).Distinct()));
}
