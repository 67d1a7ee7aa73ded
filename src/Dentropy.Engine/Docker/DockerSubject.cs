namespace Dentropy.Engine.Docker;

/// <summary>What a request is about, so that its errors can say so.</summary>
/// <param name="Kind">Kind of thing.</param>
/// <param name="Name">Its name or id, as the caller named it.</param>
/// <param name="Action">What was to be done, after "to", e.g. <c>start</c>.</param>
internal readonly record struct DockerSubject(DockerKind Kind, string Name, string Action)
{
    public static DockerSubject Engine(string action) => new(DockerKind.Engine, "", action);

    public static DockerSubject Container(string name, string action) => new(DockerKind.Container, name, action);

    public static DockerSubject Image(string name, string action) => new(DockerKind.Image, name, action);

    public static DockerSubject Volume(string name, string action) => new(DockerKind.Volume, name, action);

    public static DockerSubject Network(string name, string action) => new(DockerKind.Network, name, action);

    /// <summary>E.g. <c>start container web</c>.</summary>
    public override string ToString() => Kind == DockerKind.Engine ? Action : $"{Action} {Kind.ToString().ToLowerInvariant()} {Name}";
}

/// <summary>Kinds of things that an engine has.</summary>
internal enum DockerKind
{
    Engine,
    Container,
    Image,
    Volume,
    Network,
}
