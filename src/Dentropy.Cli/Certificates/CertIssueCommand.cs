using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Certificates.Issue;

namespace Dentropy.Cli.Certificates;

internal static class CertIssueCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Arity = ArgumentArity.OneOrMore, Description = "Names that it is for, the one it is known by first." };
        var issuer = new Option<string>("--issuer") { HelpName = "ISSUER", Description = "Issuer of cloud.yaml.", Required = true };
        var node = new Option<string>("--node", "-n") { HelpName = "NODE", Description = "The node that it is installed on.", Required = true };
        var path = new Option<string>("--path") { HelpName = "FOLDER", Description = "Folder on the node.", Required = true };
        var reload = new Option<string?>("--reload") { HelpName = "COMMAND", Description = "Command that makes services take it." };
        var key = new Option<string?>("--key") { HelpName = "KIND", Description = "ecdsa-p256 or ecdsa-p384." };
        var webRoot = new Option<string?>("--web-root") { HelpName = "FOLDER", Description = "Folder of the node's web server, to prove the names by http-01." };
        var standalone = new Option<int?>("--standalone") { HelpName = "PORT", Description = "Prove the names by http-01 from this port of this machine." };
        var sudo = new Option<bool>("--sudo") { Description = "Write the files and run the command as root." };
        var whatIf = WhatIfOption.Create();
        node.CompletionSources.Add(Completion.Names);
        var command = new Verb("issue", "Has a certificate issued over ACME, and installs it on a node.") { names };
        command.AddAll(issuer, node, path, reload, key, webRoot, standalone, sudo, whatIf);
        command.Work = async context =>
        {
            var settings = new CertificateSettings
            {
                Names = context.Parsed.GetRequiredValue(names),
                Issuer = context.Get(issuer)!,
                Node = context.Get(node)!,
                InstallPath = context.Get(path)!,
                ReloadCommand = context.Get(reload),
                KeyAlgorithm = context.Get(key),
                WebRoot = context.Get(webRoot),
                StandalonePort = context.Get(standalone),
                Sudo = context.Get(sudo),
            };
            await using var session = new EngineSession();
            var issuing = new CertificateIssuing(context.Store, session.Links);
            if (context.Get(whatIf))
            {
                var plan = await issuing.PlanAsync(settings, context.Stop);
                context.Renderer.Plan([new PlanView("issue", string.Join(", ", plan.Names), [$"by {plan.Issuer} with {plan.Challenge}", $"install below {plan.InstallPath} on {plan.Node}", .. plan.ReloadCommand is { } then ? [$"run {then}"] : Array.Empty<string>()])]);
                return ExitCode.Good;
            }

            var issued = await issuing.IssueAsync(settings, context.Stop);
            foreach (var note in issued.Notes)
                context.Terminal.ErrorLine("warning: " + note);
            CertListCommand.Show(context, [issued]);
            return ExitCode.Good;
        };
        return command;
    }
}
