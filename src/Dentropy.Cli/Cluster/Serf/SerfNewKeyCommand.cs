using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Cluster.Serf.Keys;

namespace Dentropy.Cli.Cluster.Serf;

internal static class SerfNewKeyCommand
{
    public static Command Create()
    {
        var path = new Argument<string?>("PATH") { HelpName = "PATH", Arity = ArgumentArity.ZeroOrOne, Description = "A new file; only you can read it." };
        var text = new Option<bool>("--as-plain-text") { Description = "Print the key instead." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("new-key", "Makes a key of 32 bytes for gossip.") { path };
        command.AddAll(text, whatIf);
        command.Work = context =>
        {
            var file = context.Parsed.GetValue(path);
            if (context.Get(text) == file is not null)
                throw CliError.Usage("new-key takes the path of a new file, or --as-plain-text. Nothing was made.");
            if (file is null)
            {
                context.Terminal.OutLine(SerfKeyFile.CreateText());
            }
            else if (context.Get(whatIf))
            {
                context.Renderer.Plan([new PlanView("write a new key to", file, [])]);
            }
            else
            {
                var made = SerfKeyFile.Create(Path.GetFullPath(file));
                if (context.Renderer.ForPeople)
                    context.Said($"key {made.Fingerprint} in {made.Path}");
                else
                    context.Renderer.Document([new SerfKeyFileView(made.Path, made.Fingerprint)], CliJsonContext.Default.SerfKeyFileView);
            }

            return Task.FromResult(ExitCode.Good);
        };
        return command;
    }
}
