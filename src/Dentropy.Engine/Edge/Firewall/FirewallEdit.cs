using Dentropy.Edge;
using Dentropy.Engine.Edge.Gateway;

namespace Dentropy.Engine.Edge.Firewall;

/// <summary>A change of what Dentropy keeps in a node's packet filter.</summary>
public abstract record FirewallEdit
{
    private FirewallEdit()
    {
    }

    internal abstract FirewallSet Apply(FirewallSet set, string node);

    /// <summary>A new rule. The same rule again changes nothing.</summary>
    /// <param name="Rule">The rule; names of nodes may stand for their addresses.</param>
    /// <param name="Replace">Whether it takes the place of one with its name that is another.</param>
    public sealed record AddRule(DcFirewallRule Rule, bool Replace) : FirewallEdit
    {
        internal override FirewallSet Apply(FirewallSet set, string node)
        {
            var rule = RuleCheck.Checked(Rule);
            return set with { Rules = Put(set.Rules, rule, one => one.Name, one => FirewallJson.Of(one).ToJsonString(), Replace, () => FirewallErrors.Exists("FirewallRule", rule.Name, node, "Set-DcFirewallRule")) };
        }
    }

    /// <summary>Other properties for a rule that is there.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Change">Makes the new rule from the old one.</param>
    public sealed record ChangeRule(string Name, Func<DcFirewallRule, DcFirewallRule> Change) : FirewallEdit
    {
        internal AddRule On(FirewallSet set, string node) =>
            new(Change(set.Rules.FirstOrDefault(rule => rule.Name == Name) ?? throw FirewallErrors.NotFound("FirewallRule", Name, node)) with { Name = Name }, Replace: true);

        internal override FirewallSet Apply(FirewallSet set, string node) => On(set, node).Apply(set, node);
    }

    /// <summary>A rule goes.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record RemoveRule(string Name) : FirewallEdit
    {
        internal override FirewallSet Apply(FirewallSet set, string node) => set.Rules.Any(rule => rule.Name == Name)
            ? set with { Rules = [.. set.Rules.Where(rule => rule.Name != Name)] }
            : throw FirewallErrors.NotFound("FirewallRule", Name, node);
    }

    /// <summary>The node is a gateway from now on, and so.</summary>
    /// <param name="Gateway">The gateway.</param>
    public sealed record SetGateway(DcGateway Gateway) : FirewallEdit
    {
        internal override FirewallSet Apply(FirewallSet set, string node) => set with { Gateway = GatewayCheck.Checked(Gateway) };
    }

    /// <summary>The node is no gateway any more; its port forwards go as well.</summary>
    public sealed record RemoveGateway : FirewallEdit
    {
        internal override FirewallSet Apply(FirewallSet set, string node) => set.Gateway is null ? throw GatewayErrors.NotFound(node) : set with { Gateway = null, Forwards = [] };
    }

    /// <summary>A new port forward. The same again changes nothing.</summary>
    /// <param name="Forward">The forward.</param>
    /// <param name="Replace">Whether it takes the place of one with its name that is another.</param>
    public sealed record AddForward(DcPortForward Forward, bool Replace) : FirewallEdit
    {
        internal override FirewallSet Apply(FirewallSet set, string node)
        {
            var forward = ForwardCheck.Checked(Forward, set);
            return set with { Forwards = Put(set.Forwards, forward, one => one.Name, one => FirewallJson.Of(one).ToJsonString(), Replace, () => FirewallErrors.Exists("PortForward", forward.Name, node, "-Force")) };
        }
    }

    /// <summary>A port forward goes.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record RemoveForward(string Name) : FirewallEdit
    {
        internal override FirewallSet Apply(FirewallSet set, string node) => set.Forwards.Any(forward => forward.Name == Name)
            ? set with { Forwards = [.. set.Forwards.Where(forward => forward.Name != Name)] }
            : throw FirewallErrors.NotFound("PortForward", Name, node);
    }

    private static IReadOnlyList<T> Put<T>(IReadOnlyList<T> items, T item, Func<T, string> name, Func<T, string> text, bool replace, Func<DentropyException> exists)
    {
        if (Find(items, one => name(one) == name(item)) is not { } index)
            return [.. items, item];
        if (text(items[index]) == text(item))
            return items;
        return replace ? [.. items.Take(index), item, .. items.Skip(index + 1)] : throw exists();
    }

    private static int? Find<T>(IReadOnlyList<T> items, Predicate<T> match)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (match(items[i]))
                return i;
        }

        return null;
    }
}
