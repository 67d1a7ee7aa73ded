using System.Text;
using Dentropy.Engine.Storage.Ceph;
using Dentropy.Engine.Storage.Ceph.Ssh;
using Xunit;

namespace Dentropy.Engine.Tests.Storage.Ceph.Ssh;

public sealed class CephReportTests
{
    private static readonly CephCommand[] s_status = [CephCommand.Of(CephQuestion.Status), CephCommand.Of(CephQuestion.OsdUse)];

    [Fact]
    public void PartsAreTakenByTheirLengthsWhateverIsInThem()
    {
        var report = Read("Welcome to pi1\n== no part\n==Status 0 14 3\n{\"a\":\n==\"b 1\"}oh.\n==OsdUse 110 0 4\nslow\n==end 0 0 0\n");

        Assert.True(report.IsWhole);
        Assert.Equal(["Status", "OsdUse"], report.Parts.Select(part => part.Name));
        Assert.Equal("{\"a\":\n==\"b 1\"}", Encoding.UTF8.GetString(report.Parts[0].Data.Span));
        Assert.Equal(("oh.", 110, "slow"), (report.Parts[0].Words, report.Parts[1].Code, report.Parts[1].Words));
    }

    [Theory]
    [InlineData("")]
    [InlineData("==Status 0 200 0\n{\"a\":1}")]
    [InlineData("==Status 0 7")]
    public void WhatWasCutOffIsNotTakenForAnAnswer(string output)
    {
        Assert.False(Read(output).IsWhole);
        var invalid = Assert.Throws<DentropyException>(() => Judge(output));
        Assert.Equal(("CephAnswerInvalid", "pi1"), (invalid.ErrorId, invalid.Target));
    }

    [Fact]
    public void AnAnswerThatFailsIsAFaultAndTheOthersCount()
    {
        var answers = Judge("==Status 0 7 0\n{\"a\":1}\n==OsdUse 110 0 20\nno manager is active\n==end 0 0 0\n");

        Assert.Equal(1, answers.Json[CephQuestion.Status].GetProperty("a").GetInt32());
        Assert.Equal("'ceph osd df --format json' failed: no manager is active", answers.Faults[CephQuestion.OsdUse]);
    }

    [Theory]
    [InlineData("==Status 0 5 0\noops!\n==end 0 0 0\n", "it is no JSON")]
    [InlineData("==Status 0 0 0\n\n==end 0 0 0\n", "it is empty")]
    [InlineData("==Status 0 2 0\n42\n==end 0 0 0\n", "single value")]
    public void WhatCannotBeReadNamesTheCommandAndTheNode(string output, string problem)
    {
        var invalid = Assert.Throws<DentropyException>(() => Judge(output));

        Assert.Equal(("CephAnswerInvalid", "pi1"), (invalid.ErrorId, invalid.Target));
        Assert.Contains("'ceph status --format json'", invalid.Message, StringComparison.Ordinal);
        Assert.Contains(problem, invalid.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(13, "auth: unable to find a keyring on /etc/ceph/x: (13) Permission denied\nRADOS permission denied", "CephKeyringUnreadable")]
    [InlineData(13, "RADOS permission denied (error connecting to the cluster)", "CephKeyRefused")]
    [InlineData(2, "RADOS object not found (error calling conf_read_file)", "CephKeyringUnreadable")]
    [InlineData(1, "Operation not permitted", "CephKeyRefused")]
    [InlineData(110, "RADOS timed out (error connecting to the cluster)", "CephUnreachable")]
    [InlineData(124, "", "CephUnreachable")]
    [InlineData(22, "RADOS invalid argument", "CephCommandFailed")]
    public void WhyNothingCouldBeAskedHasAnIdOfItsOwn(int code, string words, string id) =>
        Assert.Equal(id, Assert.Throws<DentropyException>(() => Judge($"==connect {code} 0 {words.Length}\n{words}\n==end 0 0 0\n")).ErrorId);

    [Theory]
    [InlineData("probing", "[]", "CephNoQuorum")]
    [InlineData("electing", "[0,1]", "CephNoQuorum")]
    [InlineData("leader", "[0,1]", "CephUnreachable")]
    public void AMonitorOfTheNodeSaysWhetherThereIsAQuorum(string state, string quorum, string id)
    {
        var said = $$$"""{"name":"a","state":"{{{state}}}","quorum":{{{quorum}}},"outside_quorum":["a","b"],"monmap":{"mons":[{"name":"a"},{"name":"b"},{"name":"c"}]}}""";
        var error = Assert.Throws<DentropyException>(() => Judge($"==connect 110 0 9\ntimed out\n==socket 0 {said.Length} 0\n{said}\n==end 0 0 0\n"));

        Assert.Equal(id, error.ErrorId);
        if (id == "CephNoQuorum")
            Assert.Contains($"monitor a of this node is {state}; 2 of 3 monitors have to agree, and it hears nothing of mon.c", error.Message, StringComparison.Ordinal);
    }

    private static CephReport Read(string output) => CephReport.Read(Encoding.UTF8.GetBytes(output));

    private static CephAnswers Judge(string output) => CephVerdict.Judge("pi1", s_status, Read(output), "nothing");
}
