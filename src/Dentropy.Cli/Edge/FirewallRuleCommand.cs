using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Edge;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Cli.Edge;

// Makes a rule, or gives one that is there other properties.
internal static class FirewallRuleCommand
{
    public static Command Create(bool isNew)
    {
        var name = new Argument<string>("NAME") { HelpName = "NAME", Description = "Name of the rule." };
        var options = new FirewallRuleOptions();
        var force = new Option<bool>("--force") { Description = "Replace a rule of that name which is another." };
        var change = new EdgeChange();
        var command = isNew ? new Verb("add", "Makes a rule. The same again changes nothing.") : new Verb("set", "Changes a rule: only what is given.");
        command.Arguments.Add(name);
        options.AddTo(command);
        if (isNew)
            command.Options.Add(force);
        change.AddTo(command);
        command.Work = context =>
        {
            var rule = context.Parsed.GetRequiredValue(name);
            FirewallEdit edit = isNew
                ? new FirewallEdit.AddRule(options.On(context, new DcFirewallRule { Name = rule }), context.Get(force))
                : new FirewallEdit.ChangeRule(rule, one => options.On(context, one));
            return change.RunAsync(context, [edit], isNew ? $"rule {rule} is in force" : $"rule {rule} is changed");
        };
        return command;
    }
}
