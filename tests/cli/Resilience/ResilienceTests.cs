using Dentropy.Cli.Tests.Support;
using Xunit;

namespace Dentropy.Cli.Tests.Resilience;

public sealed class ResilienceTests : IDisposable
{
    private readonly Support.Cli _cli = new();

    public ResilienceTests()
    {
        foreach (var (name, fields) in new[] { ("a", "switch: sw1\n"), ("b", "switch: sw2\n"), ("c", "switch: sw2\n") })
            _cli.AddNode(name, fields);
        _cli.Write("cloud/cloud.yaml", "topology:\n  switches: {sw1: {links: sw2}, sw2: {}}\nservices:\n  web: {nodes: [a, b]}\n  db: {nodes: [a, b, c], quorum: true}\n  one: {nodes: a}\n");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task One_failure_is_told_service_by_service_with_the_reason()
    {
        var test = (await _cli.RunAsync("resilience", "test", "SWITCH:sw2")).Good();
        Assert.Equal(["SERVICE", "db", "one", "web"], test.OutLines.Select(line => line.Split(' ')[0]));
        Assert.Contains("LOST", test.OutLines[1], StringComparison.Ordinal);
        Assert.Contains("switch sw2", test.OutLines[1], StringComparison.Ordinal);
        Assert.Contains("survives", test.OutLines[3], StringComparison.Ordinal);

        var json = (await _cli.RunAsync("resilience", "test", "b", "node:c", "--service", "d*", "--output", "json")).Good();
        var one = Assert.Single(json.Json.EnumerateArray());
        Assert.Equal(("db", false), (one.GetProperty("service").GetString(), one.GetProperty("survives").GetBoolean()));
        Assert.Equal(["node:b", "node:c"], one.GetProperty("lost").EnumerateArray().Select(part => part.GetString()));
        Assert.NotEmpty(one.GetProperty("reasons").EnumerateArray());
    }

    [Fact]
    public async Task Each_failure_is_counted_and_those_that_hurt_are_shown()
    {
        var test = (await _cli.RunAsync("resilience", "test")).Good();
        Assert.Equal(
            ["LOST VERDICT SERVICES", "node:a NOT SURVIVED one", "switch:sw1 NOT SURVIVED one", "switch:sw2 NOT SURVIVED db", "3 of 6 failures are survived."],
            test.OutLines.Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))));
        Assert.Contains("link:sw1-sw2  survived", (await _cli.RunAsync("resilience", "test", "--all")).Good().Out, StringComparison.Ordinal);
        Assert.Contains("node:b + node:c", (await _cli.RunAsync("resilience", "test", "--level", "2", "--kind", "node", "--service", "db")).Good().Out, StringComparison.Ordinal);

        var lines = (await _cli.RunAsync("resilience", "test", "--level", "2", "--kind", "NODE", "--minimal", "--output", "jsonl")).Good().OutLines;
        Assert.Equal(4, lines.Length);
        Assert.Contains("\"minimal\":[\"db\",\"web\"]", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_ends_with_1_where_something_is_not_survived()
    {
        (await _cli.RunAsync("resilience", "test", "--strict")).Ends(1);
        (await _cli.RunAsync("resilience", "test", "node:b", "--strict")).Ends(0);
        (await _cli.RunAsync("resilience", "test", "node:a", "--strict")).Ends(1);
        (await _cli.RunAsync("resilience", "test", "--service", "web", "--strict")).Ends(0);
        (await _cli.RunAsync("resilience", "test", "--third", "--strict", "--service", "web")).Ends(0);
        (await _cli.RunAsync("resilience", "test", "--third", "--strict")).Ends(1);
    }

    [Fact]
    public async Task Any_so_many_are_one_answer()
    {
        var third = (await _cli.RunAsync("resilience", "test", "--third", "--output", "json")).Good();
        var one = Assert.Single(third.Json.EnumerateArray());
        Assert.Equal(("any 1 of 3 nodes", "node:a"), (one.GetProperty("asked").GetString(), one.GetProperty("lost")[0].GetString()));
        (await _cli.RunAsync("resilience", "test", "--osd", "2")).Fails(2, "PartNotFound");
        (await _cli.RunAsync("resilience", "test", "--osd", "two")).Ends(2);
    }

    [Fact]
    public async Task Advice_is_a_table_or_a_document()
    {
        (await _cli.RunAsync("resilience", "advise", "--level", "1")).Good();
        Assert.Equal(System.Text.Json.JsonValueKind.Array, (await _cli.RunAsync("resilience", "advise", "--output", "json")).Good().Json.ValueKind);
    }

    [Fact]
    public async Task What_is_wrong_ends_with_2()
    {
        (await _cli.RunAsync("resilience", "test", "switch:sw9")).Fails(2, "PartNotFound");
        (await _cli.RunAsync("resilience", "test", "--service", "wep")).Fails(2, "ServiceNotFound");
        (await _cli.RunAsync("resilience", "test", "--level", "4")).Fails(2, "InvalidResilienceQuery");
        (await _cli.RunAsync("resilience", "test", "--kind", "rack")).Ends(2);
        _cli.Write("cloud/cloud.yaml", "services:\n  web: {nodes: a, need: 2}\n");
        Assert.Contains("cloud.yaml line 2", (await _cli.RunAsync("resilience", "test")).Fails(2, "ServiceNeedTooHigh").Error, StringComparison.Ordinal);
        _cli.Write("cloud/cloud.yaml", "");
        (await _cli.RunAsync("resilience", "advise")).Fails(2, "NoServices");
    }

    [Fact]
    public async Task What_is_taken_to_be_well_is_a_warning_and_the_rest_is_said_with_verbose()
    {
        _cli.Write("cloud/cloud.yaml", "services:\n  ceph-mon: {nodes: a}\n  pool:rbd: {size: 2, nodes: [a, b]}\n");
        var test = (await _cli.RunAsync("resilience", "test")).Ends(0);
        Assert.StartsWith("warning: The links between switches are not described", Assert.Single(test.ErrorLines), StringComparison.Ordinal);
        Assert.Contains("pool:rbd is described and was not looked at", (await _cli.RunAsync("resilience", "test", "--verbose")).Ends(0).Error, StringComparison.Ordinal);
    }
}
