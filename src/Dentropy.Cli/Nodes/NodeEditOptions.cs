using System.CommandLine;
using System.Collections.ObjectModel;
using Dentropy.Cli.Common;
using Dentropy.Nodes;

namespace Dentropy.Cli.Nodes;

// What set can do beyond giving a field a value: clear it, and add to or take from its list.
internal sealed class NodeEditOptions
{
    private static readonly Dictionary<string, Func<DcNode, DcNode>> s_clear = new(StringComparer.Ordinal)
    {
        ["address"] = node => node with { Address = null },
        ["port"] = node => node with { Port = null },
        ["user"] = node => node with { User = null },
        ["identity-file"] = node => node with { IdentityFile = null },
        ["proxy-jump"] = node => node with { ProxyJump = null },
        ["docker-host"] = node => node with { DockerHost = null },
        ["docker-cert-path"] = node => node with { DockerCertPath = null },
        ["role"] = node => node with { Roles = [] },
        ["tag"] = node => node with { Tags = [] },
        ["hardware"] = node => node with { Hardware = null },
        ["architecture"] = node => node with { Architecture = null },
        ["switch"] = node => node with { Switch = null },
        ["power"] = node => node with { Power = null },
        ["site"] = node => node with { Site = null },
        ["metadata"] = node => node with { Metadata = ReadOnlyDictionary<string, string>.Empty },
    };

    private readonly Option<string[]> _addRole = Words("--add-role", "ROLE", "Roles to add to those that are there.");
    private readonly Option<string[]> _removeRole = Words("--remove-role", "ROLE", "Roles to take away.");
    private readonly Option<string[]> _addTag = Words("--add-tag", "TAG", "Tags to add to those that are there.");
    private readonly Option<string[]> _removeTag = Words("--remove-tag", "TAG", "Tags to take away.");
    private readonly Option<string[]> _removeMetadata = Words("--remove-metadata", "KEY", "Metadata keys to take away.");
    private readonly Option<string[]> _clear = Words("--clear", "FIELD", "Fields to empty: " + string.Join(", ", s_clear.Keys) + ".");

    public NodeEditOptions()
    {
        _addRole.CompletionSources.Add(Completion.Roles);
        _removeRole.CompletionSources.Add(Completion.Roles);
        _addTag.CompletionSources.Add(Completion.Tags);
        _removeTag.CompletionSources.Add(Completion.Tags);
        _clear.CompletionSources.Add([.. s_clear.Keys]);
    }

    public void AddTo(Command command) => command.AddAll(_addRole, _removeRole, _addTag, _removeTag, _removeMetadata, _clear);

    public DcNode Apply(CommandContext context, DcNode node)
    {
        foreach (var field in WordLists.Split(context.Get(_clear)))
        {
            node = s_clear.TryGetValue(field, out var clear)
                ? clear(node)
                : throw CliError.Option("--clear", field, $"is no field of a node. Say one of {string.Join(", ", s_clear.Keys)}.");
        }

        var gone = WordLists.Split(context.Get(_removeMetadata)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return node with
        {
            Roles = Edit(node.Roles, _addRole, _removeRole),
            Tags = Edit(node.Tags, _addTag, _removeTag),
            Metadata = gone.Count == 0
                ? node.Metadata
                : new ReadOnlyDictionary<string, string>(node.Metadata.Where(pair => !gone.Contains(pair.Key)).ToDictionary(StringComparer.OrdinalIgnoreCase)),
        };

        IReadOnlyList<string> Edit(IReadOnlyList<string> words, Option<string[]> add, Option<string[]> remove) =>
            [.. words.Concat(WordLists.Split(context.Get(add))).Except(WordLists.Split(context.Get(remove)), StringComparer.OrdinalIgnoreCase)];
    }

    private static Option<string[]> Words(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
