using System.Text;
using System.Text.Json.Nodes;
using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Apps.Compose;

/// <summary>Reads a compose file: the version of the Compose Specification that has no number, as far as one Docker host can do it.</summary>
internal sealed class ComposeFileReader
{
    private readonly ComposeSettings _settings;
    private readonly string _project;
    private readonly Dictionary<string, ComposeNetwork> _networks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ComposeVolume> _volumes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _configs = new(StringComparer.Ordinal);

    private ComposeFileReader(ComposeSource source, ComposeSettings settings, string project)
    {
        Source = source;
        _settings = settings;
        _project = project;
    }

    public ComposeSource Source { get; }

    public IReadOnlyDictionary<string, ComposeNetwork> Networks => _networks;

    public IReadOnlyDictionary<string, ComposeVolume> Volumes => _volumes;

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Secrets => _secrets;

    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Configs => _configs;

    /// <summary>Reads the file and everything that it names on this machine. Nothing is asked of any node.</summary>
    /// <exception cref="DentropyException"><c>ComposeFileNotFound</c>, <c>ComposeFileUnreadable</c>, <c>ComposeInvalid</c>, <c>ComposeUnsupported</c>, <c>InvalidAppName</c>.</exception>
    public static ComposeProject Read(ComposeSettings settings)
    {
        var file = ComposeSettings.Find(settings.Path);
        var folder = Path.GetDirectoryName(file)!;
        var variables = new Interpolation(ComposeVariables.Of(settings, folder));
        var source = new ComposeSource(file, folder, variables);
        YamlPiece? piece;
        try
        {
            piece = YamlTree.Read(Text(file));
        }
        catch (YamlProblemException e)
        {
            throw ComposeErrors.Invalid(file, e.Line, path: null, e.Message);
        }

        if (piece is not YamlMap)
            throw ComposeErrors.Invalid(file, 1, path: null, "this is no compose file; it starts with services:");
        var root = new ComposeValue(source, piece, "", 1);
        var reader = new ComposeFileReader(source, settings, ProjectName(settings, source, root, folder));
        return reader.ReadProject(root);
    }

    /// <summary>A bind mount's source as a path of the node.</summary>
    public string NodePath(ComposeValue item, string source)
    {
        if (source[0] == '~' && (source.Length == 1 || source[1] == '/'))
        {
            if (_settings.IsLocal)
                return Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + source[1..];
            throw item.Invalid($"'{source}' is below a home folder of the node, which is not known from here; write the absolute path");
        }

        if (source[0] == '/')
            return source.Length > 1 ? source.TrimEnd('/') : source;
        if (source[0] is not '.')
            throw item.Invalid($"'{Shown.Text(source)}' is no path; start it with / or ./");
        var start = _settings.ProjectFolder ?? (_settings.IsLocal ? Source.Folder : null);
        if (start is null)
        {
            throw item.Invalid(
                $"'{source}' is relative to the compose file, but bind mounts are on the node, where that file is not; write an absolute path, or name the folder on the node with -ProjectFolder");
        }

        return Join(start, source);
    }

    /// <summary>Names and values of an env file on this machine.</summary>
    public IReadOnlyList<(string Name, string? Value)> ReadEnvFile(ComposeValue item, string path, bool required, bool raw)
    {
        var full = Path.GetFullPath(path, Source.Folder);
        if (!required && !File.Exists(full))
            return [];
        try
        {
            return EnvFile.Read(Encoding.UTF8.GetString(Bytes(item, full)), raw, Source.Variables.Lookup);
        }
        catch (EnvFileException e)
        {
            throw ComposeErrors.Invalid(full, e.Line, path: null, e.Message);
        }
    }

    private static string Join(string start, string relative)
    {
        var parts = new List<string>();
        foreach (var part in $"{start}/{relative}".Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
                parts.RemoveAt(parts.Count - 1);
            else if (part is not ("." or ".."))
                parts.Add(part);
        }

        return "/" + string.Join('/', parts);
    }

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ComposeErrors.Unreadable(file, e);
        }
    }

    private static ReadOnlyMemory<byte> ReadBytes(string path) => File.ReadAllBytes(path);

    private static byte[] Bytes(ComposeValue item, string full)
    {
        try
        {
            return ReadBytes(full).ToArray();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw item.Invalid($"{full} on this machine cannot be read: {e.Message}");
        }
    }

    private static string ProjectName(ComposeSettings settings, ComposeSource source, ComposeValue root, string folder)
    {
        if (settings.Name is { } given)
            return AppNames.IsProject(given) ? given : throw ComposeErrors.BadName(given, "-Name");
        if (source.Variables.Lookup("COMPOSE_PROJECT_NAME") is { Length: > 0 } variable)
            return AppNames.IsProject(variable) ? variable : throw ComposeErrors.BadName(variable, "COMPOSE_PROJECT_NAME");
        if (root.Entries().FirstOrDefault(one => one.Key == "name").Value is { IsNull: false } name)
            return AppNames.IsProject(name.Text()) ? name.Text() : throw ComposeErrors.BadName(name.Text(), $"{source.File} line {name.Line}");
        var made = AppNames.OfFolder(Path.GetFileName(folder));
        return made.Length > 0 ? made : throw ComposeErrors.BadName(Path.GetFileName(folder), "the folder's name");
    }

    private ComposeProject ReadProject(ComposeValue root)
    {
        ComposeValue? services = null, networks = null, volumes = null, secrets = null, configs = null;
        root.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["name"] = static _ => { },
            // Old files say which old format they follow; all of them are read by the one specification now.
            ["version"] = static _ => { },
            ["services"] = value => services = value,
            ["networks"] = value => networks = value,
            ["volumes"] = value => volumes = value,
            ["secrets"] = value => secrets = value,
            ["configs"] = value => configs = value,
            ["include"] = value => value.Refuse("is not supported; write the services into this file"),
            ["models"] = value => value.Refuse("is not supported; only containers are run"),
        });
        Each(networks, ReadNetwork);
        Each(volumes, ReadVolume);
        Each(secrets, (key, value) => ReadFile(key, value, _secrets));
        Each(configs, (key, value) => ReadFile(key, value, _configs));
        if (services is null || services.Entries().Count == 0)
            throw Source.Invalid(1, "services", "there are no services");
        var all = services.Entries().Select(one => ServiceReader.Read(this, one.Key, one.Value)).ToList();
        if (!_networks.ContainsKey("default"))
            _networks["default"] = new ComposeNetwork("default", $"{_project}_default", External: false, []);
        if (Source.Refusals.Count > 0)
            throw ComposeErrors.Unsupported(Source.File, Source.Refusals);

        var order = new ServiceOrder(Source, all, _settings.Profiles);
        var chosen = order.Chosen();
        Source.Warnings.AddRange(Source.Variables.Unset.Select(name => $"The variable {name} is not set; the compose file gets an empty text for it."));
        return new ComposeProject
        {
            Name = _project,
            File = Source.File,
            WorkingFolder = _settings.ProjectFolder ?? Source.Folder,
            Services = chosen,
            Disabled = all.Except(chosen).Select(service => service.Name).ToHashSet(StringComparer.Ordinal),
            Networks = _networks.Where(one => chosen.Any(service => service.Networks.Exists(each => each.Network == one.Key))).ToDictionary(StringComparer.Ordinal),
            Volumes = _volumes.Where(one => chosen.Any(service => service.Volumes.Contains(one.Key))).ToDictionary(StringComparer.Ordinal),
            Warnings = Source.Warnings,
        };
    }

    private static void Each(ComposeValue? section, Action<string, ComposeValue> read)
    {
        foreach (var (key, value) in section?.Entries() ?? [])
            read(key, value);
    }

    private void ReadNetwork(string key, ComposeValue value)
    {
        var body = new JsonObject();
        var labels = new JsonObject();
        var (name, external) = ($"{_project}_{key}", false);
        var named = false;
        if (!value.IsNull)
        {
            value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
            {
                ["name"] = each => (name, named) = (each.Text(), true),
                ["external"] = each => external = External(each, ref name, ref named),
                ["driver"] = each => body["Driver"] = each.Text(),
                ["driver_opts"] = each => body["Options"] = Map(each),
                ["internal"] = each => body["Internal"] = each.Bool(),
                ["attachable"] = each => body["Attachable"] = each.Bool(),
                ["enable_ipv6"] = each => body["EnableIPv6"] = each.Bool(),
                ["enable_ipv4"] = each => body["EnableIPv4"] = each.Bool(),
                ["labels"] = each => labels = Map(each),
                ["ipam"] = each => body["IPAM"] = Ipam(each),
            });
        }

        if (external && body.Count > 0)
            throw value.Invalid("an external network is made by somebody else; only its name can be given here");
        if (labels.Count > 0)
            body["Labels"] = labels;
        _networks[key] = new ComposeNetwork(key, external && !named ? key : name, external, body);
    }

    // external: true, and the older external: { name: x }.
    private static bool External(ComposeValue value, ref string name, ref bool named)
    {
        if (!value.IsMap)
            return value.Bool();
        string? given = null;
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal) { ["name"] = each => given = each.Text() });
        if (given is not null)
            (name, named) = (given, true);
        return true;
    }

    private static JsonObject Ipam(ComposeValue value)
    {
        var ipam = new JsonObject();
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["driver"] = each => ipam["Driver"] = each.Text(),
            ["options"] = each => ipam["Options"] = Map(each),
            ["config"] = each =>
            {
                var pools = new JsonArray();
                foreach (var item in each.Items())
                {
                    var pool = new JsonObject();
                    item.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
                    {
                        ["subnet"] = one => pool["Subnet"] = one.Text(),
                        ["ip_range"] = one => pool["IPRange"] = one.Text(),
                        ["gateway"] = one => pool["Gateway"] = one.Text(),
                        ["aux_addresses"] = one => pool["AuxiliaryAddresses"] = Map(one),
                    });
                    pools.Add(pool);
                }

                ipam["Config"] = pools;
            },
        });
        return ipam;
    }

    private void ReadVolume(string key, ComposeValue value)
    {
        var (name, external, named) = ($"{_project}_{key}", false, false);
        string? driver = null;
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        var labels = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!value.IsNull)
        {
            value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
            {
                ["name"] = each => (name, named) = (each.Text(), true),
                ["external"] = each => external = External(each, ref name, ref named),
                ["driver"] = each => driver = each.Text(),
                ["driver_opts"] = each => ServiceReader.ReadLabels(each, options),
                ["labels"] = each => ServiceReader.ReadLabels(each, labels),
            });
        }

        if (external && (driver is not null || options.Count > 0 || labels.Count > 0))
            throw value.Invalid("an external volume is made by somebody else; only its name can be given here");
        _volumes[key] = new ComposeVolume(key, external && !named ? key : name, external, driver, options, labels);
    }

    private void ReadFile(string key, ComposeValue value, Dictionary<string, ReadOnlyMemory<byte>> files)
    {
        ReadOnlyMemory<byte>? content = null;
        var refused = false;
        value.Take(new Dictionary<string, Action<ComposeValue>>(StringComparer.Ordinal)
        {
            ["file"] = each => content = Bytes(each, Path.GetFullPath(each.Text(), Source.Folder)),
            ["content"] = each => content = Encoding.UTF8.GetBytes(each.Text()),
            ["environment"] = each => content = Encoding.UTF8.GetBytes(
                Source.Variables.Lookup(each.Text()) ?? throw each.Invalid($"the variable {each.Text()} is not set")),
            ["name"] = static _ => { },
            ["external"] = each => (refused, content) = (Refuse(each, "this is for swarms; use file, environment or content"), default(ReadOnlyMemory<byte>)),
            ["labels"] = each => Refuse(each, "a file has no labels"),
            ["driver"] = each => Refuse(each, "this is for swarms"),
            ["template_driver"] = each => Refuse(each, "this is for swarms"),
        });
        files[key] = content ?? (refused ? default : throw value.Invalid("say where it comes from: file, environment or content"));

        static bool Refuse(ComposeValue each, string why)
        {
            each.Refuse("is not supported; " + why);
            return true;
        }
    }

    private static JsonObject Map(ComposeValue value)
    {
        var map = new JsonObject();
        foreach (var (key, text) in value.Pairs())
            map[key] = text ?? "";
        return map;
    }
}
