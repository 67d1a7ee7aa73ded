using System.CommandLine;
using Dentropy.Cli.Common;

namespace Dentropy.Cli.Certificates;

internal static class CertCommands
{
    private static readonly VerbSource[] s_verbs =
    [
        new("list", CertListCommand.Create),
        new("show", CertShowCommand.Create),
        new("issue", CertIssueCommand.Create),
        new("renew", CertRenewCommand.Create),
    ];

    public static Command Create(string? only) => new Command("cert", "Certificates: what is there, new ones over ACME, and their renewal.").With(s_verbs, only);
}
