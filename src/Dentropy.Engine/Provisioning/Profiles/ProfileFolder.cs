using System.Reflection;
using System.Text;
using Dentropy.Engine.Inventory;
using Dentropy.Provisioning;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>Profiles of a cloud: files <c>profiles/NAME.yaml</c> in its folder, and those that come with Dentropy. A file wins over one of its name that came with Dentropy.</summary>
/// <param name="cloud">The cloud folder.</param>
public sealed class ProfileFolder(string cloud)
{
    private const string Extension = ".yaml";
    private const string Resource = "Dentropy.Engine.Provisioning.Profiles.BuiltIn.";

    /// <summary>The folder of the operator's own profiles.</summary>
    public string Location { get; } = Path.Join(cloud, "profiles");

    /// <summary>Every profile, by name. One that cannot be used has its error in it.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DentropyException"><c>ProfileUnreadable</c>: the folder cannot be read.</exception>
    public async Task<IReadOnlyList<DcProfile>> ListAsync(CancellationToken cancellationToken)
    {
        var found = new List<DcProfile>();
        foreach (var name in Names())
            found.Add(await LookAsync(name, cancellationToken).ConfigureAwait(false));
        return found;
    }

    /// <summary>Names of all profiles.</summary>
    /// <exception cref="DentropyException"><c>ProfileUnreadable</c>: the folder cannot be read.</exception>
    public IReadOnlyList<string> Names()
    {
        try
        {
            var own = Directory.Exists(Location) ? Directory.EnumerateFiles(Location, "*" + Extension).Select(path => Path.GetFileNameWithoutExtension(path)) : [];
            return [.. own.Where(CloudFile.IsName).Concat(BuiltIn()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw ProfileErrors.Unreadable(Location, e);
        }
    }

    /// <summary>The error for a name that no profile has.</summary>
    /// <param name="name">The name.</param>
    public DentropyException NotFound(string name) => ProfileErrors.NotFound(name, Location, NearNames.Find(name, Names()));

    internal async Task<Profile> ReadAsync(string name, CancellationToken cancellationToken)
    {
        var files = new List<ProfileFile>();
        await AddAsync(files, name, [], cancellationToken).ConfigureAwait(false);
        return new Profile(name, files);
    }

    // Those that it takes over come first; one that is reached twice counts where it was reached first.
    private async Task AddAsync(List<ProfileFile> files, string name, IReadOnlyList<string> above, CancellationToken cancellationToken)
    {
        if (files.Exists(file => file.Name == name))
            return;
        var file = await FindAsync(name, cancellationToken).ConfigureAwait(false);
        var top = file.Top;
        foreach (var other in top.Texts(ProfileFile.Extends))
        {
            if (other == name || above.Contains(other, StringComparer.Ordinal))
                throw ProfileErrors.Loop(file.Path, top.LineOf(ProfileFile.Extends), other);
            if (!CloudFile.IsName(other) || !Names().Contains(other, StringComparer.Ordinal))
                throw top.Wrong(ProfileFile.Extends, $"names {ProfileText.Quoted(other)}, which is no profile");
            await AddAsync(files, other, [.. above, name], cancellationToken).ConfigureAwait(false);
        }

        files.Add(file);
    }

    private async Task<ProfileFile> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (!CloudFile.IsName(name))
            throw NotFound(name);
        var path = Path.Join(Location, name + Extension);
        try
        {
            if (File.Exists(path))
                return Parse(name, path, await File.ReadAllTextAsync(path, new UTF8Encoding(false, throwOnInvalidBytes: true), cancellationToken).ConfigureAwait(false), builtIn: false);
        }
        catch (DecoderFallbackException)
        {
            throw ProfileErrors.Invalid(path, 1, "this is not UTF-8 text; save the file as UTF-8");
        }
        catch (Exception e) when (InventoryErrors.IsFileFailure(e))
        {
            throw ProfileErrors.Unreadable(path, e);
        }

        var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(Resource + name + Extension) ?? throw NotFound(name);
        using var reader = new StreamReader(stream);
        return Parse(name, $"(built in)/{name}{Extension}", await reader.ReadToEndAsync(cancellationToken).ConfigureAwait(false), builtIn: true);
    }

    private static ProfileFile Parse(string name, string path, string text, bool builtIn)
    {
        try
        {
            return new ProfileFile(name, path, YamlTree.Read(text), builtIn);
        }
        catch (YamlProblemException e)
        {
            throw ProfileErrors.Invalid(path, e.Line, e.Message);
        }
    }

    private static IEnumerable<string> BuiltIn() => Assembly.GetExecutingAssembly().GetManifestResourceNames()
        .Where(name => name.StartsWith(Resource, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal))
        .Select(name => name[Resource.Length..^Extension.Length]);

    private async Task<DcProfile> LookAsync(string name, CancellationToken cancellationToken)
    {
        var path = Path.Join(Location, name + Extension);
        var record = new DcProfile { Name = name, Cloud = cloud, BuiltIn = !File.Exists(path), Path = File.Exists(path) ? path : null };
        try
        {
            var file = (await FindAsync(name, cancellationToken).ConfigureAwait(false)).Top;
            record = record with { Description = file.Text("description"), Extends = file.Texts(ProfileFile.Extends) };
            var whole = await ReadAsync(name, cancellationToken).ConfigureAwait(false);
            return record with { Steps = [.. (await whole.LookAsync(cancellationToken).ConfigureAwait(false)).Select(step => $"{step.Kind} {step.Name}")] };
        }
        catch (DentropyException e)
        {
            return record with { Failure = e };
        }
    }
}
