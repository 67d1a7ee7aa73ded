using System.Globalization;
using System.Text;
using Dentropy.Apps;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;

namespace Dentropy.Cli.Apps;

// Apps for people.
internal static class AppText
{
    public static IReadOnlyList<Column<DcApp>> Columns { get; } =
    [
        new("Name", app => app.Name),
        new("Node", app => app.Node),
        new("State", app => app.State.ToString()),
        new("Health", app => app.Health == DcAppHealth.None ? null : app.Health.ToString()),
        new("Services", app => string.Join(", ", app.Services)),
        new("Volumes", app => app.Volumes.Count.ToString(CultureInfo.InvariantCulture), Right: true),
        new("Size", app => app.Size is { } size ? Size.Text(size) : null, Right: true),
        new("Ports", app => string.Join(", ", app.Ports)),
        new("Hostnames", app => string.Join(", ", app.Hostnames)),
    ];

    public static string Line(DcApp app) =>
        $"{app.Name} on {app.Node}: {app.State.ToString().ToLowerInvariant()}{(app.Health == DcAppHealth.None ? "" : ", " + app.Health.ToString().ToLowerInvariant())}";

    public static string Details(DcApp app)
    {
        var text = new StringBuilder();
        Add("name", app.Name);
        Add("node", app.Node);
        Add("kind", app.Kind.ToString());
        Add("state", app.State.ToString());
        Add("health", app.Health.ToString());
        Add("size", app.Size is { } size ? Size.Text(size) : "-");
        Add("networks", app.Networks);
        Add("ports", app.Ports.Select(port => $"{port} ({port.Service})"));
        Add("hostnames", app.Hostnames);
        foreach (var service in app.Services)
        {
            Add("service", $"{service.Name}: {service.Image}{(service.DependsOn.Count > 0 ? ", after " + string.Join(", ", service.DependsOn) : "")}");
            foreach (var one in service.Containers)
                Add("", $"  {one.Name} {one.State}{(one.Health == DcAppHealth.None ? "" : ", " + one.Health.ToString().ToLowerInvariant())}{(one.ExitCode is { } code ? $", exit code {code}" : "")}");
        }

        foreach (var volume in app.Volumes)
        {
            var kind = volume.Kind == DcAppVolumeKind.Bind ? "path of the node" : volume.Anonymous ? $"{volume.Driver}, without a name" : volume.Driver;
            Add("volume", $"{volume.Name} ({kind}{(volume.Size is { } bytes ? ", " + Size.Text(bytes) : "")}) at {string.Join(", ", volume.Targets)}");
        }

        return text.ToString();

        void Add(string name, object value)
        {
            var shown = value as string ?? string.Join(", ", (IEnumerable<string>)value);
            text.Append(CultureInfo.InvariantCulture, $"{name,-10} ").Append(shown.Length > 0 ? shown : "-").Append('\n');
        }
    }
}
