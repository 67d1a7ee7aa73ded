namespace Dentropy.Resilience;

/// <summary>When a drill saw a service change.</summary>
/// <param name="At">Time from the moment at which the failure was complete; negative before it.</param>
/// <param name="Phase"><c>before</c>, <c>during</c> or <c>after</c> the failure.</param>
/// <param name="Works">Whether it worked.</param>
/// <param name="Detail">What the checks said.</param>
public sealed record DcDrillEvent(TimeSpan At, string Phase, bool Works, string Detail)
{
    /// <summary>The moment and the state.</summary>
    public override string ToString() => FormattableString.Invariant($"{At.TotalSeconds:+0.0;-0.0;0.0} s {Phase}: {(Works ? "works" : "does not work")} ({Detail})");
}
