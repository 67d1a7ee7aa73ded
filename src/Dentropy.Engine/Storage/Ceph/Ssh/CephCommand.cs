namespace Dentropy.Engine.Storage.Ceph.Ssh;

/// <summary>A question as a command: what <c>ceph</c> is given, and what it sends to the cluster itself (<c>src/mon/MonCommands.h</c>, <c>src/mgr/MgrCommands.h</c>).</summary>
/// <param name="Question">The question.</param>
/// <param name="Words">Words after <c>ceph</c>.</param>
/// <param name="Prefix">The command's prefix.</param>
/// <param name="Argument">Its one further argument, name and JSON value; null where it has none.</param>
/// <param name="OfManager">Whether the manager answers it, and nobody does where there is none.</param>
internal sealed record CephCommand(CephQuestion Question, string Words, string Prefix, (string Name, string Value)? Argument = null, bool OfManager = false)
{
    private static readonly CephCommand[] s_all =
    [
        new(CephQuestion.Status, "status", "status"),
        new(CephQuestion.HealthDetail, "health detail", "health", ("detail", "\"detail\"")),
        new(CephQuestion.OsdDump, "osd dump", "osd dump"),
        new(CephQuestion.OsdTree, "osd tree", "osd tree"),
        new(CephQuestion.OsdUse, "osd df", "osd df", OfManager: true),
        new(CephQuestion.Crush, "osd crush dump", "osd crush dump"),
        new(CephQuestion.Groups, "pg dump pgs_brief", "pg dump", ("dumpcontents", "[\"pgs_brief\"]"), OfManager: true),
        new(CephQuestion.Use, "df detail", "df", ("detail", "\"detail\"")),
        new(CephQuestion.Monitors, "mon dump", "mon dump"),
        new(CephQuestion.Versions, "versions", "versions"),
        new(CephQuestion.Managers, "mgr dump", "mgr dump"),
    ];

    /// <summary>The command of a question.</summary>
    public static CephCommand Of(CephQuestion question) => s_all.First(command => command.Question == question);

    /// <summary>As an operator types it.</summary>
    public string Shown => $"ceph {Words} --format json";

    /// <summary>As the cluster takes it.</summary>
    public string Json => $$"""{"prefix":"{{Prefix}}",{{(Argument is { } more ? $"\"{more.Name}\":{more.Value}," : "")}}"format":"json"}""";
}
