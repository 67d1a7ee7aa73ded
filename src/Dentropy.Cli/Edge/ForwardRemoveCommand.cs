using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Engine.Edge.Firewall;

namespace Dentropy.Cli.Edge;

internal static class ForwardRemoveCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Description = "Names of port forwards.", Arity = ArgumentArity.OneOrMore };
        var yes = YesOption.Create();
        var change = new EdgeChange();
        var command = new Verb("unforward", "Removes port forwards.");
        command.Arguments.Add(names);
        change.AddTo(command);
        command.Options.Add(yes);
        command.Work = context =>
        {
            var forwards = context.Parsed.GetRequiredValue(names);
            return change.RunAsync(
                context, [.. forwards.Select(one => new FirewallEdit.RemoveForward(one))], $"removed {string.Join(", ", forwards)}", ("remove the port forwards", string.Join(", ", forwards), context.Get(yes)));
        };
        return command;
    }
}
