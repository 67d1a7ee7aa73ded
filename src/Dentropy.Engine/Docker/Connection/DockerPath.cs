using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker;

/// <summary>Path and query of a request; every value is escaped here.</summary>
internal sealed class DockerPath(string path)
{
    private readonly StringBuilder _query = new();
    private JsonObject? _filters;

    /// <summary>Whether it is asked for without an API version.</summary>
    public bool IsUnversioned { get; init; }

    /// <summary>A path with a name in it. Slashes in names stay, since the engine's routes for images expect them.</summary>
    /// <param name="before">What stands before the name.</param>
    /// <param name="name">The name or id.</param>
    /// <param name="after">What stands after it.</param>
    /// <exception cref="DentropyException"><c>InvalidDockerName</c>: the name is empty, or would lead to something else.</exception>
    public static DockerPath Of(string before, string name, string after)
    {
        var parts = name.Split('/');
        if (parts.Any(part => part is "" or "." or ".."))
        {
            throw new DentropyException(
                "InvalidDockerName",
                DentropyErrorCategory.InvalidArgument,
                name,
                $"'{name}' is no name of a container, image, volume or network. Check the spelling.");
        }

        var escaped = string.Join('/', parts.Select(Uri.EscapeDataString));
        return new DockerPath(before + escaped.Replace("%3A", ":", StringComparison.Ordinal).Replace("%40", "@", StringComparison.Ordinal) + after);
    }

    /// <summary>A time as the engine takes it: seconds since 1970, with nanoseconds.</summary>
    public static string? Time(DateTimeOffset? time) => time is { } moment
        ? string.Create(CultureInfo.InvariantCulture, $"{moment.ToUnixTimeSeconds()}.{moment.Ticks % TimeSpan.TicksPerSecond * 100:000000000}")
        : null;

    public DockerPath Add(string name, string? value)
    {
        if (value is { Length: > 0 })
        {
            _query.Append(_query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }

        return this;
    }

    public DockerPath Add(string name, bool value) => value ? Add(name, "1") : this;

    public DockerPath AddFilter(string name, IReadOnlyList<string> values)
    {
        if (values.Count > 0)
        {
            _filters ??= [];
            _filters[name] = JsonFields.OfTexts(values);
        }

        return this;
    }

    public override string ToString()
    {
        var whole = path + _query;
        return _filters is null ? whole : $"{whole}{(_query.Length == 0 ? '?' : '&')}filters={Uri.EscapeDataString(_filters.ToJsonString())}";
    }
}
