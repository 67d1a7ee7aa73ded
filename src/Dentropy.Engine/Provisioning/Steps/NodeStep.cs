using Dentropy.Engine.Provisioning.Facts;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>One thing that a profile wants of a node.</summary>
/// <param name="kind">Its kind, as users see it.</param>
/// <param name="name">What it is about.</param>
internal abstract class NodeStep(string kind, string name)
{
    public string Kind => kind;

    public virtual string Name => name;

    /// <summary>Adds what has to be known.</summary>
    public abstract void Ask(FactQuestions questions);

    /// <summary>What has to be changed; null where nothing has.</summary>
    /// <param name="facts">What is there.</param>
    /// <param name="plan">What the steps before this one will change.</param>
    /// <exception cref="DentropyException">It cannot be done on this node as it is; nothing was changed.</exception>
    public abstract StepChange? Compare(NodeFacts facts, PlanContext plan);

    protected static DentropyException Cannot(PlanContext plan, string errorId, string problem) => ProvisionErrors.Cannot(errorId, plan.Node.Name, problem);
}
