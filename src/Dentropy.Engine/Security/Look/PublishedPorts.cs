using Dentropy.Engine.Security.Expect;

namespace Dentropy.Engine.Security.Look;

/// <summary>Ports of the node that containers publish, as <c>docker ps</c> tells them: <c>0.0.0.0:8080->80/tcp, :::8080->80/tcp</c>.</summary>
internal static class PublishedPorts
{
    public static IEnumerable<PortEntry> Read(NodeLook look)
    {
        foreach (var line in look.Lines("container"))
        {
            foreach (var one in line[(line.IndexOf('|', StringComparison.Ordinal) + 1)..].Split(", ", StringSplitOptions.RemoveEmptyEntries))
            {
                var arrow = one.IndexOf("->", StringComparison.Ordinal);
                var slash = one.LastIndexOf('/');
                if (arrow > 0 && slash > arrow && PortEntry.Read(one[(one.LastIndexOf(':', arrow) + 1)..arrow] + one[slash..]) is { } entry)
                    yield return entry;
            }
        }
    }
}
