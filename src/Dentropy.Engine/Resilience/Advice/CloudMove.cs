namespace Dentropy.Engine.Resilience.Advice;

/// <summary>One change of a cloud.</summary>
/// <param name="Kind">As in <see cref="Dentropy.Resilience.DcResilienceAdvice.Kind"/>.</param>
/// <param name="Cost">As in <see cref="Dentropy.Resilience.DcResilienceAdvice.Cost"/>.</param>
/// <param name="Change">In words.</param>
/// <param name="Service">The service that it is about; null where the network or the power changes, and so any service may be hit.</param>
/// <param name="Apply">Makes the changed model.</param>
internal sealed record CloudMove(string Kind, double Cost, string Change, string? Service, Func<CloudModel, CloudModel> Apply)
{
    // Moving a replica is an hour's work, a cable or a plug in another socket is one too and asks for hands; then come parts that have to be bought.
    public const double MoveReplicaCost = 1;
    public const double AddReplicaCost = 2;
    public const double MoveCableCost = 2;
    public const double MovePowerCost = 2;
    public const double AddCableCost = 3;
    public const double AddPowerCost = 4;
    public const double AddUplinkCost = 10;

    /// <summary>Both changes, one after the other.</summary>
    public static CloudMove Both(CloudMove one, CloudMove other) => new(
        one.Kind == other.Kind ? one.Kind : $"{one.Kind}+{other.Kind}",
        one.Cost + other.Cost,
        $"{one.Change}, and {char.ToLowerInvariant(other.Change[0])}{other.Change[1..]}",
        one.Service == other.Service ? one.Service : null,
        model => other.Apply(one.Apply(model)));
}
