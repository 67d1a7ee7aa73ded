using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Provisioning.Keys.Certificates;
using Dentropy.Engine.Transport;

namespace Dentropy.Cli.Provisioning;

internal static class HostKeySignCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var ca = new Option<string>("--ca-key") { HelpName = "PATH", Required = true, Description = "Key of the authority: without a passphrase, or in your agent." };
        var principal = new Option<string[]>("--principal") { HelpName = "NAME", Description = "Name of the host beside its own and its address. Can be repeated." };
        var validFor = new Option<string?>("--valid-for") { HelpName = "TIME", Description = "How long they are valid (30d, 52w); 90d without it." };
        var throttle = Number.Option("--throttle-limit", "N", "Nodes at a time, 16 without it.");
        var whatIf = WhatIfOption.Create();
        var command = new Verb("sign", "Certifies the nodes' host keys, so that known_hosts needs the authority's key alone.");
        choice.AddTo(command);
        command.AddAll(ca, principal, validFor, throttle, whatIf);
        command.Work = async context =>
        {
            var settings = new HostCertificateSettings { CaKey = Path.GetFullPath(context.Get(ca)!), Principals = context.Get(principal) ?? [] };
            settings = settings with { ValidFor = context.Get(validFor) ?? settings.ValidFor, ThrottleLimit = Number.Read(context, throttle) ?? settings.ThrottleLimit };
            if (await context.SelectAllAsync(choice.RequiredQuery(context)) is not { } nodes)
                return ExitCode.BadInput;
            if (nodes.Count == 0)
                throw NodeErrors.NoneMatches(context.Store, expression: null);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. nodes.Select(node => new PlanView("certify the host keys of", node.Name, [$"valid for {settings.ValidFor}"]))]);
                return ExitCode.Good;
            }

            await using var pool = new SshLinkPool();
            var code = ExitCode.Good;
            var all = new List<SshCertificateView>();
            await foreach (var (node, certificates, failure) in new HostCertificates(pool, pool).SignAsync(nodes, settings, context.Stop))
            {
                all.AddRange(certificates.Select(SshCertificateView.Of));
                if (failure is not null)
                {
                    context.Errors.Write(failure);
                    code = ExitCode.Worse(code, ExitCode.Of(failure));
                }
                else if (context.Renderer.ForPeople)
                {
                    context.Said($"{node.Name}: certified until {HostKeyView.Time(certificates[0].ValidUntil)}, serial {string.Join(", ", certificates.Select(one => one.Serial))}");
                }
            }

            if (!context.Renderer.ForPeople)
                context.Renderer.Document(all, CliJsonContext.Default.SshCertificateView);
            return code;
        };
        return command;
    }
}
