using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Cli.Edge;

internal static class FirewallRemoveCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Description = "Names of rules.", Arity = ArgumentArity.OneOrMore };
        var yes = YesOption.Create();
        var change = new EdgeChange();
        var command = new Verb("remove", "Removes rules.");
        command.Arguments.Add(names);
        change.AddTo(command);
        command.Options.Add(yes);
        command.Work = context =>
        {
            var rules = context.Parsed.GetRequiredValue(names);
            return change.RunAsync(
                context, [.. rules.Select(rule => new FirewallEdit.RemoveRule(rule))], $"removed {string.Join(", ", rules)}", ("remove the rules", string.Join(", ", rules), context.Get(yes)));
        };
        return command;
    }
}
