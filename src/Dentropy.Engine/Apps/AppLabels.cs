namespace Dentropy.Engine.Apps;

/// <summary>Labels by which containers, volumes and networks say what they belong to.</summary>
public static class AppLabels
{
    /// <summary>Ours: containers with the same value are one app.</summary>
    public const string App = "dentropy.app";

    /// <summary>Ours: what a container is for Dentropy itself, e.g. <c>helper</c>; such containers are no apps.</summary>
    public const string Role = "dentropy.role";

    /// <summary>Ours: the run that made something, so that what is left of an ended run can be found.</summary>
    public const string Run = "dentropy.run";

    /// <summary>Ours: paths of the files that were put into a container when it was made, as a JSON list of texts.</summary>
    public const string Files = "dentropy.files";

    /// <summary>Ours: checksum of what a container was made from, compared when an app is deployed again.</summary>
    public const string ConfigHash = "dentropy.config-hash";

    /// <summary>Compose: name of the project. It is on containers, volumes and networks.</summary>
    public const string Project = "com.docker.compose.project";

    /// <summary>Compose: name of the service.</summary>
    public const string Service = "com.docker.compose.service";

    /// <summary>Compose: number of the container within its service, from 1.</summary>
    public const string Number = "com.docker.compose.container-number";

    /// <summary>Compose: <c>True</c> for a container of <c>docker compose run</c>.</summary>
    public const string OneOff = "com.docker.compose.oneoff";

    /// <summary>Compose: services that start before this one, as <c>name:condition:restart</c>, separated by commas.</summary>
    public const string DependsOn = "com.docker.compose.depends_on";

    /// <summary>Compose: path of the compose file on the machine that deployed it.</summary>
    public const string ConfigFiles = "com.docker.compose.project.config_files";

    /// <summary>Compose: folder of the project.</summary>
    public const string WorkingFolder = "com.docker.compose.project.working_dir";

    /// <summary>Compose: checksum of the service; <c>docker compose</c> sees only containers that have it.</summary>
    public const string ComposeHash = "com.docker.compose.config-hash";

    /// <summary>Compose: id of the image that the container was made from.</summary>
    public const string Image = "com.docker.compose.image";

    /// <summary>Compose: key of a volume in its file.</summary>
    public const string Volume = "com.docker.compose.volume";

    /// <summary>Compose: key of a network in its file.</summary>
    public const string Network = "com.docker.compose.network";

    /// <summary>Docker: marks a volume whose name it made up (23.0 and later).</summary>
    public const string AnonymousVolume = "com.docker.volume.anonymous";
}
