using Dentropy.Engine.Transport;

namespace Dentropy.PowerShell.Common;

internal static class SessionLinks
{
    // The session's warm links. Made at the first use, since the engine is not loaded before.
    public static SshLinkPool Links(this Session session) => session.Keep("links", static () => new SshLinkPool());
}
