using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Edge.Public;

internal static class EndpointCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("show", EndpointShowCommand.Create),
        new("set", EndpointSetCommand.Create),
        new("remove", EndpointRemoveCommand.Create),
    ];

    public static Command Create(string? only) => new Command("endpoint", "Nodes with a public address that pass connections on to load balancers at home.").With(s_verbs, only);

    public static Argument<string> Node()
    {
        var node = new Argument<string>("NODE") { HelpName = "NODE", Description = "The node with the public address." };
        node.CompletionSources.Add(Completion.Names);
        return node;
    }

    public static Option<string[]> To(string description, bool required)
    {
        var to = new Option<string[]>("--to") { HelpName = "NODE", Description = description, Required = required };
        to.CompletionSources.Add(Completion.Names);
        return to;
    }
}
