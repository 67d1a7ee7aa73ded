using Dentropy.Engine.Docker;

namespace Dentropy.PowerShell.Common;

internal static class SessionDocker
{
    // The session's warm clients of Docker engines, over its warm links.
    public static DockerEngines Docker(this Session session) => session.Keep("docker", () => new DockerEngines(session.Links()));
}
