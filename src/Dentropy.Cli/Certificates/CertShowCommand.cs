using System.CommandLine;
using Dentropy.Certificates;
using Dentropy.Cli.Common;
using Dentropy.Cli.Output;
using Dentropy.Engine.Apps;
using Dentropy.Engine.Certificates.Inspection;
using Dentropy.Engine.Inventory;
using Dentropy.Nodes;

namespace Dentropy.Cli.Certificates;

internal static class CertShowCommand
{
    public static Command Create()
    {
        var targets = new Argument<string[]>("TARGET") { HelpName = "TARGET", Arity = ArgumentArity.ZeroOrMore, Description = "https://host:port, files, folders, or paths on the node of --node." };
        var apps = new Option<string[]>("--app") { HelpName = "APP", Description = "What this app serves. Repeat it." };
        var node = new Option<string?>("--node", "-n") { HelpName = "NODE", Description = "The files are on this node." };
        var sudo = new Option<bool>("--sudo") { Description = "Read files of the node as root." };
        node.CompletionSources.Add(Completion.Names);
        var command = new Verb("show", "Shows certificates of servers, files, nodes and apps; without a target those that were installed.") { targets };
        command.AddAll(apps, node, sudo);
        command.Work = async context =>
        {
            var found = new List<DcCertificate>();
            var given = context.Parsed.GetValue(targets) ?? [];
            await using var session = new EngineSession();
            using var inspection = new CertificateInspection(context.Store);
            var on = context.Get(node) is { } name ? await NodeSelector.SelectOneAsync(context.Store, name, context.Stop) : null;
            foreach (var target in given)
            {
                if (on is null && target.Contains("://", StringComparison.Ordinal))
                    Take(await inspection.EndpointAsync(target, context.Stop));
                else
                    await TakeAllAsync(on is null ? inspection.FilesAsync(target, context.Stop) : inspection.NodeFilesAsync(session.Links, on, target, context.Get(sudo), context.Stop));
            }

            if (context.Get(apps) is { Length: > 0 } names)
                await AppsAsync(names);
            else if (given.Length == 0)
                await TakeAllAsync(inspection.InstalledAsync(session.Links, context.Stop));
            if (context.Renderer.ForPeople)
                context.Renderer.Table(found, CertText.Columns);
            else
                context.Renderer.Document([.. found.Select(CertificateView.Of)], CliJsonContext.Default.CertificateView);
            return ExitCode.Good;

            async Task AppsAsync(string[] wanted)
            {
                var nodes = on is not null ? [on] : (await context.SelectAsync(new NodeQuery())).Nodes;
                var catalog = new AppCatalog(session.Docker);
                var choice = await catalog.ChooseAsync(nodes.Count > 0 ? nodes : [DcNode.Local], wanted, context.Stop);
                foreach (var problem in choice.Problems.Concat(choice.Failures.Where(failure => AppCatalog.Matters(failure, wanted, choice.Matches.Select(match => match.Name), on is not null))))
                    context.Errors.Write(problem);
                foreach (var match in choice.Matches)
                    await TakeAllAsync(inspection.AppAsync(match.Node, (await catalog.InspectAsync(match.Node, match.Name, context.Stop)).App, context.Stop));
            }

            async Task TakeAllAsync(IAsyncEnumerable<CertificateListing> listings)
            {
                await foreach (var listing in listings)
                    Take(listing);
            }

            void Take(CertificateListing listing)
            {
                if (listing.Failure is { } failure)
                    context.Errors.Write(failure);
                if (listing.Certificate is { } certificate)
                    found.Add(certificate);
            }
        };
        return command;
    }
}
