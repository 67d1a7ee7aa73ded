using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Provisioning.Keys.Certificates;

namespace Dentropy.Cli.Provisioning;

internal static class KeySignCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("KEY") { HelpName = "KEY", Description = "File of the key, either half. The certificate is written beside it." };
        var ca = new Option<string>("--ca-key") { HelpName = "PATH", Required = true, Description = "Key of the authority: without a passphrase, or in your agent." };
        var principal = new Option<string[]>("--principal") { HelpName = "ACCOUNT", Required = true, Description = "Account that it lets into. Can be repeated." };
        var validFor = new Option<string?>("--valid-for") { HelpName = "TIME", Description = "How long it is valid (90m, 12h, 30d); 12h without it." };
        var identity = new Option<string?>("--identity") { HelpName = "TEXT", Description = "Who it is for; what stands behind the key without it." };
        var source = new Option<string[]>("--source-address") { HelpName = "NETWORK", Description = "Address or network that a login has to come from. Can be repeated." };
        var command = new Option<string?>("--force-command") { HelpName = "COMMAND", Description = "The only command that a login runs." };
        var whatIf = WhatIfOption.Create();
        var verb = new Verb("sign", "Signs somebody's key, so that nodes that trust the authority let them in for a while.") { path };
        verb.AddAll(ca, principal, validFor, identity, source, command, whatIf);
        verb.Work = async context =>
        {
            var settings = new UserCertificateSettings
            {
                CaKey = Path.GetFullPath(context.Get(ca)!),
                PublicKey = Path.GetFullPath(context.Parsed.GetValue(path)!),
                Principals = context.Get(principal) ?? [],
                Identity = context.Get(identity),
                SourceAddress = context.Get(source) ?? [],
                ForceCommand = context.Get(command),
            };
            settings = settings with { ValidFor = context.Get(validFor) ?? settings.ValidFor };
            var file = SshCertificates.Check(settings);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([new PlanView("sign", file, [$"for {string.Join(", ", settings.Principals)}", $"valid for {settings.ValidFor}"])]);
                return ExitCode.Good;
            }

            var made = await new SshCertificates(context.Store.Location).SignUserAsync(settings, context.Stop);
            if (context.Renderer.ForPeople)
                context.Said($"certificate {made.Serial} for {made.Identity}, until {HostKeyView.Time(made.ValidUntil)}, in {made.Path}");
            else
                context.Renderer.Document([SshCertificateView.Of(made)], CliJsonContext.Default.SshCertificateView);
            return ExitCode.Good;
        };
        return verb;
    }
}
