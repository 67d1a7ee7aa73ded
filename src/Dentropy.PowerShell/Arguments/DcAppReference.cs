using System.Management.Automation;
using Dentropy.Apps;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell;

// What an operator may give where apps are asked for: a name or wildcards; an app, which brings its node. It parses only.
public sealed class DcAppReference
{
    public DcAppReference(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        Name = name.Trim();
    }

    public DcAppReference(DcApp app)
    {
        ArgumentNullException.ThrowIfNull(app);
        (Name, Node, Cloud) = (app.Name, app.Node, app.Cloud);
    }

    public DcAppReference(DcAppRoute route)
    {
        ArgumentNullException.ThrowIfNull(route);
        Name = route.App ?? throw new ArgumentException($"The route {route} leads to no app.", nameof(route));
        (Node, Cloud) = (route.Node, route.Cloud);
    }

    // An object made by hand, or one that came back from a job or another machine: its App property, else its Name; and its Node.
    public DcAppReference(PSObject value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var name = Values.Text(value.Properties["App"]?.Value ?? value.Properties["Name"]?.Value);
        Name = string.IsNullOrWhiteSpace(name) ? throw new ArgumentException("The object names no app: it has neither an App nor a Name.", nameof(value)) : name.Trim();
        Node = Values.Text(value.Properties["Node"]?.Value);
        Cloud = Values.Text(value.Properties["Cloud"]?.Value);
    }

    public string Name { get; }

    // The one node that it is on, where that is known.
    public string? Node { get; }

    public string? Cloud { get; }

    public override string ToString() => Name;
}
