using Dentropy.Engine.Docker;

namespace Dentropy.PowerShell.Common;

internal static class SessionDocker
{
    // The session's warm clients of Docker Engines, over its links.
    public static DockerEngines Docker(this Session session)
    {
        var links = session.Links();
        return session.Keep("docker", () => new DockerEngines(links));
    }
}
