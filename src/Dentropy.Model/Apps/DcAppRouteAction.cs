namespace Dentropy.Apps;

/// <summary>What a change of routes is.</summary>
public enum DcAppRouteAction
{
    /// <summary>No change: the route as it was found.</summary>
    None,

    /// <summary>The route is made.</summary>
    Create,

    /// <summary>The route is there and gets other settings.</summary>
    Update,

    /// <summary>The route is there as it is wanted, and nothing is touched.</summary>
    Keep,

    /// <summary>The route is taken away.</summary>
    Remove,
}
