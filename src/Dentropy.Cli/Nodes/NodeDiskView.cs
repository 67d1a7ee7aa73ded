namespace Dentropy.Cli.Nodes;

// A file system in JSON and YAML; sizes are in bytes.
internal sealed record NodeDiskView(string Path, long Size, long Free, double UsedPercent);
