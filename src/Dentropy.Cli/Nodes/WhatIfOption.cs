using System.CommandLine;

namespace Dentropy.Cli.Nodes;

internal static class WhatIfOption
{
    public static Option<bool> Create() => new("--what-if") { Description = "Show what would be done; send and write nothing." };
}
