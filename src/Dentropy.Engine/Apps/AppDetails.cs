using Dentropy.Apps;
using Dentropy.Engine.Docker;

namespace Dentropy.Engine.Apps;

/// <summary>Everything that Docker says of an app.</summary>
/// <param name="App">The app as users see it, without sizes.</param>
/// <param name="Containers">Its containers in start order, those of <c>docker compose run</c> last.</param>
/// <param name="Volumes">The volumes that its containers mount, sorted by name. Volumes of a driver that does not answer are left out.</param>
/// <param name="Networks">Its networks, without those that every engine has, sorted by name.</param>
public sealed record AppDetails(
    DcApp App,
    IReadOnlyList<ContainerDetails> Containers,
    IReadOnlyList<VolumeDetails> Volumes,
    IReadOnlyList<NetworkDetails> Networks);
