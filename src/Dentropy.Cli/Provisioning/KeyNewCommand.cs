using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Cli.Nodes;
using Dentropy.Cli.Output;
using Dentropy.Engine.Provisioning.Keys;

namespace Dentropy.Cli.Provisioning;

internal static class KeyNewCommand
{
    public static Command Create()
    {
        var path = new Argument<string>("PATH") { HelpName = "PATH", Description = "A new file for the private half; the public one gets .pub." };
        var comment = new Option<string?>("--comment") { HelpName = "TEXT", Description = "What stands behind the key; you@here without it." };
        var whatIf = WhatIfOption.Create();
        var command = new Verb("new", "Makes a pair of Ed25519 keys, without a passphrase.") { path };
        command.AddAll(comment, whatIf);
        command.Work = async context =>
        {
            var file = Path.GetFullPath(context.Parsed.GetValue(path)!);
            if (context.Get(whatIf))
            {
                context.Renderer.Plan([new PlanView("make a new key in", file, [])]);
                return ExitCode.Good;
            }

            var made = await KeyFiles.CreateAsync(file, context.Get(comment) ?? $"{Environment.UserName}@{Environment.MachineName}", context.Stop);
            if (context.Renderer.ForPeople)
                context.Said($"key {made.Fingerprint} in {made.Path}");
            else
                context.Renderer.Document([new KeyFileView(made.Path, made.PublicPath, made.Fingerprint, made.Comment)], CliJsonContext.Default.KeyFileView);
            return ExitCode.Good;
        };
        return command;
    }
}
