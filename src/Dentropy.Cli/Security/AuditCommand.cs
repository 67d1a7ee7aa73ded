using System.CommandLine;
using Dentropy.Cli.Cluster;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Security;
using Dentropy.Engine.Transport;
using Dentropy.Security;

namespace Dentropy.Cli.Security;

internal static class AuditCommand
{
    public static Command Create()
    {
        var choice = new NodeChoice(withNames: true);
        var checks = new Option<string[]>("--check") { HelpName = "CHECK", Description = "Only these checks; repeat it or separate them by commas. Wildcards are allowed." };
        checks.CompletionSources.Add(static _ => SecurityChecks.All.Select(check => new System.CommandLine.Completions.CompletionItem(check.Name)));
        var severity = new Option<string?>("--severity") { HelpName = "information|low|medium|high|critical", Description = "Leave out what is less bad." };
        var listAge = Number.Option("--list-age-days", "DAYS", "From how old on apt's lists say nothing; 7 without it.");
        var days = Number.Option("--certificate-days", "DAYS", "Certificates that end within this time are told; 21 without it.");
        var timeout = new Option<string?>("--timeout") { HelpName = "TIME", Description = "Time for each node; 2m without it." };
        var throttle = Number.Option("--throttle-limit", "N", "Nodes at a time, 32 without it.");
        var list = new Option<bool>("--list") { Description = "List the checks, and touch no node." };
        var command = new Verb("audit", "Looks for what is open, unencrypted, readable, or let in by password. Changes nothing.");
        choice.AddTo(command);
        command.AddAll(checks, severity, listAge, days, timeout, throttle, list);
        command.Work = async context =>
        {
            if (context.Get(list))
                return SecurityCheckList.Show(context);
            var defaults = new SecurityAuditSettings();
            var settings = defaults with
            {
                Checks = WordLists.Split(context.Get(checks)),
                MinimumSeverity = Severity(severity, context.Get(severity)),
                ListAge = Days(Number.Read(context, listAge)) ?? defaults.ListAge,
                CertificateTime = Days(Number.Read(context, days)) ?? defaults.CertificateTime,
                Timeout = Duration.Read(context, timeout) ?? defaults.Timeout,
                ThrottleLimit = Number.Read(context, throttle) ?? defaults.ThrottleLimit,
            };
            if (await context.SelectAllAsync(choice.Query(context)) is not { } nodes)
                return ExitCode.BadInput;
            await using var pool = new SshLinkPool();
            using var status = new StatusLine(context.Terminal, nodes.Select(node => node.Name));
            return await AuditReport.ShowAsync(context, status, new SecurityAudit(context.Store, pool).RunAsync(nodes, settings, status, context.Stop));
        };
        return command;
    }

    private static TimeSpan? Days(int? days) => days is { } some ? TimeSpan.FromDays(some) : null;

    private static DcSecuritySeverity Severity(Option<string?> option, string? word) =>
        word is null ? DcSecuritySeverity.Information
        : word.All(char.IsAsciiLetter) && Enum.TryParse<DcSecuritySeverity>(word, ignoreCase: true, out var severity) ? severity
        : throw CliError.Option(option.Name, word, "is none of information, low, medium, high and critical.");
}
