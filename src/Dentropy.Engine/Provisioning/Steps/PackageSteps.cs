using Dentropy.Engine.Provisioning.Facts;
using Dentropy.Engine.Transport;

namespace Dentropy.Engine.Provisioning.Steps;

/// <summary>Packages that are to be installed, or not.</summary>
internal sealed class PackageStep(IReadOnlyList<string> names, bool present) : NodeStep("packages", string.Join(' ', names))
{
    public override void Ask(FactQuestions questions) => questions.Packages.UnionWith(names);

    public override StepChange? Compare(NodeFacts facts, PlanContext plan)
    {
        // What only has configuration left counts as not there; so does what is half there, which the step before this one repairs.
        string[] changed = present
            ? [.. names.Where(name => facts.Packages.GetValueOrDefault(name) is not ('i' or 'U' or 'F' or 'W' or 't'))]
            : [.. names.Where(name => facts.Packages.GetValueOrDefault(name) is not ('\0' or 'c' or 'n'))];
        if (changed.Length == 0)
            return null;
        plan.Installed.UnionWith(present ? changed : []);
        return new StepChange($"{(present ? "install" : "remove")} {string.Join(", ", changed)}", AptScripts.Change(changed, present, plan.LockLimit));
    }
}

/// <summary>Lets dpkg finish what an interrupted run has left, and nothing where there is nothing.</summary>
internal sealed class RepairStep() : NodeStep("repair", "dpkg")
{
    public override void Ask(FactQuestions questions)
    {
    }

    public override StepChange? Compare(NodeFacts facts, PlanContext plan) => facts.Broken.Count == 0 && !facts.Journal ? null
        : new StepChange(
            facts.Broken.Count == 0 ? "finish what dpkg was interrupted at (dpkg --configure -a)" : $"finish {string.Join(", ", facts.Broken)}, which dpkg was interrupted at (dpkg --configure -a)",
            AptScripts.Repair(plan.LockLimit));
}
