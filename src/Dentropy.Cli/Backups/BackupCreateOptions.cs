using System.CommandLine;
using Dentropy.Cli.Common;
using Dentropy.Engine.Backups.Create;
using Dentropy.Engine.Backups.Format;

namespace Dentropy.Cli.Backups;

// How a backup is made, as options.
internal sealed class BackupCreateOptions
{
    private static readonly TimeSpan s_wait = TimeSpan.FromHours(1);

    private readonly Option<string> _to = new("--to") { HelpName = "PLACE", Required = true, Description = "Folder, s3://bucket/prefix, ssh://node/path, or a place of cloud.yaml." };
    private readonly Option<string> _consistency = Choice("--consistency", "stop", ["stop", "pause", "none"], "What happens to the app while it is copied; stop without it.");
    private readonly Option<bool> _noFirstPass = new("--no-first-pass") { Description = "Do not copy large volumes beforehand, while the app runs." };
    private readonly Option<string[]> _binds = new("--include-bind-mount") { HelpName = "PATH", Description = "Path of the node that goes along; * and ? are wildcards. Can be repeated." };
    private readonly Option<string[]> _exclude = new("--exclude-volume") { HelpName = "NAME", Description = "Volume that stays out; * and ? are wildcards. Can be repeated." };
    private readonly Option<bool> _images = new("--include-image") { Description = "Put the images into the file, so that a restore needs no registry." };
    private readonly Option<string> _compression = Choice("--compression", "auto", ["auto", "zstd", "gzip"], "Without it: zstd where the node has it, else gzip.");
    private readonly Option<string?> _level = Number.Option("--compression-level", "N", "1 to 19 for zstd, 1 to 9 for gzip.");
    private readonly Option<string[]> _recipients = new("--recipient") { HelpName = "KEY", Description = "Encrypt through age for this recipient. Can be repeated." };
    private readonly Option<bool> _wait = new("--wait") { Description = "Wait for another run of the same app, an hour at most, and do not refuse." };
    private readonly Option<string?> _timeout = new("--timeout") { HelpName = "TIME", Description = "How long --wait waits, e.g. 10m." };
    private readonly Option<string?> _helper = new("--helper-image") { HelpName = "IMAGE", Description = "Image on the node whose tar and zstd are used, and not the node's own." };
    private readonly Option<string?> _throttle = Number.Option("--throttle-limit", "N", "How many nodes work at the same time; 16 without it.");

    public void AddTo(Command command) =>
        command.AddAll(_to, _consistency, _noFirstPass, _binds, _exclude, _images, _compression, _level, _recipients, _wait, _timeout, _helper, _throttle);

    public int ThrottleLimit(CommandContext context) => Number.Read(context, _throttle) ?? 16;

    public BackupSettings Settings(CommandContext context)
    {
        var timeout = Duration.Read(context, _timeout);
        return new BackupSettings
        {
            Destination = context.Get(_to)!,
            Consistency = Enum.Parse<BackupConsistency>(context.Get(_consistency)!, ignoreCase: true),
            FirstPass = !context.Get(_noFirstPass),
            IncludeBindMounts = context.Get(_binds) ?? [],
            ExcludeVolumes = context.Get(_exclude) ?? [],
            IncludeImages = context.Get(_images),
            Compression = Enum.TryParse<BackupCompression>(context.Get(_compression), ignoreCase: true, out var compression) ? compression : null,
            CompressionLevel = Number.Read(context, _level),
            Recipients = context.Get(_recipients) ?? [],
            Wait = context.Get(_wait) ? timeout ?? s_wait : timeout,
            HelperImage = context.Get(_helper),
        };
    }

    private static Option<string> Choice(string name, string without, string[] values, string description)
    {
        var option = new Option<string>(name) { HelpName = string.Join('|', values), Description = description, DefaultValueFactory = _ => without };
        option.AcceptOnlyFromAmong(values);
        return option;
    }
}
