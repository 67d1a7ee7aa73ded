using System.CommandLine;
using Dentropy.Certificates;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Certificates.Issue;

namespace Dentropy.Cli.Certificates;

internal static class CertRenewCommand
{
    public static Command Create()
    {
        var names = new Argument<string[]>("NAME") { HelpName = "NAME", Arity = ArgumentArity.ZeroOrMore, Description = "Certificates; without one all that are recorded." };
        var force = new Option<bool>("--force") { Description = "Renew also what has time left." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("renew", "Renews certificates that have less than a third of their time left. Says nothing where there is nothing to do.") { names };
        command.AddAll(force, whatIf);
        command.Work = async context =>
        {
            await using var session = new EngineSession();
            var renewal = new CertificateRenewal(context.Store, new CertificateIssuing(context.Store, session.Links));
            var due = new List<DcIssuedCertificate>();
            foreach (var (record, failure) in await renewal.SelectAsync(context.Parsed.GetValue(names) ?? [], context.Stop))
            {
                if (failure is not null)
                    context.Errors.Write(failure);
                else if (context.Get(force) || renewal.IsDue(record!))
                    due.Add(record!);
                else
                    context.Remark($"{record!.Name} has {record.DaysLeft} days left");
            }

            if (context.Get(whatIf))
            {
                context.Renderer.Plan([.. due.Select(record => new PlanView("renew", record.Name, [$"by {record.Issuer} with {record.Challenge}", $"install below {record.InstallPath} on {record.Node}"]))]);
                return ExitCode.Good;
            }

            var renewed = new List<DcIssuedCertificate>();
            await foreach (var (record, failure) in renewal.RenewAsync(due, context.Stop))
            {
                if (failure is not null)
                {
                    context.Errors.Write(failure);
                    continue;
                }

                foreach (var note in record!.Notes)
                    context.Terminal.ErrorLine("warning: " + note);
                renewed.Add(record);
            }

            CertListCommand.Show(context, renewed);
            return ExitCode.Good;
        };
        return command;
    }
}
