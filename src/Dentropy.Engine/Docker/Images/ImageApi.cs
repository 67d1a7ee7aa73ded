namespace Dentropy.Engine.Docker;

/// <summary>
/// Images of one engine. Names are references (<c>name</c>, <c>name:tag</c>, <c>name@digest</c>) or ids. Beside the errors named, every method
/// may fail with <c>DockerUnreachable</c>, <c>DockerConnectionLost</c>, <c>LinkLost</c>, <c>DockerRefused</c> and <c>DockerFailed</c>.
/// </summary>
public sealed class ImageApi
{
    private readonly DockerHttp _http;
    private readonly RegistryCredentials _credentials;

    internal ImageApi(DockerHttp http, RegistryCredentials credentials)
    {
        _http = http;
        _credentials = credentials;
    }

    /// <summary>Lists images.</summary>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The images, layers of others left out.</returns>
    public async Task<IReadOnlyList<ImageSummary>> ListAsync(CancellationToken cancellationToken)
    {
        var json = await _http.ListAsync(new DockerPath("/images/json"), DockerSubject.Engine("list images"), cancellationToken).ConfigureAwait(false);
        return [.. json.Select(image => new ImageSummary(image))];
    }

    /// <summary>Looks at an image.</summary>
    /// <param name="name">The image.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>ImageNotFound</c>.</exception>
    public async Task<ImageDetails> InspectAsync(string name, CancellationToken cancellationToken) =>
        new(await _http.ObjectAsync(DockerPath.Of("/images/", name, "/json"), DockerSubject.Image(name, "inspect"), cancellationToken).ConfigureAwait(false));

    /// <summary>Gets an image from its registry, with the credentials of this machine's <c>docker login</c> where there are some.</summary>
    /// <param name="reference">The image; <c>:latest</c> where it has neither tag nor digest.</param>
    /// <param name="platform">Platform, e.g. <c>linux/arm64</c>; null for the engine's own.</param>
    /// <param name="progress">Gets each step; null for none.</param>
    /// <param name="cancellationToken">Ends the pull, on the engine too.</param>
    /// <exception cref="DentropyException"><c>ImagePullFailed</c>, <c>ImageNotFound</c> (no such image in the registry), <c>RegistryCredentialsFailed</c>.</exception>
    public async Task PullAsync(string reference, string? platform, IProgress<ImageProgress>? progress, CancellationToken cancellationToken)
    {
        var image = ImageReference.Parse(reference);
        var path = new DockerPath("/images/create").Add("fromImage", image.Repository).Add("tag", image.TagOrDigest).Add("platform", platform);
        var authorization = await _credentials.HeaderAsync(image.Registry, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await _http.StreamAsync(HttpMethod.Post, path, DockerSubject.Image(reference, "pull"), cancellationToken, authorization).ConfigureAwait(false);
            await ImageMessages.ReadAsync(body, progress, reason => DockerErrors.PullFailed(_http.Node.Name, reference, reason), cancellationToken).ConfigureAwait(false);
        }
        catch (DentropyException e) when (e.ErrorId is "DockerFailed" or "DockerRefused")
        {
            throw DockerErrors.PullFailed(_http.Node.Name, reference, DockerHttp.Said(e));
        }
    }

    /// <summary>Makes an image from a tar archive of a root file system.</summary>
    /// <param name="tar">The archive, read to its end.</param>
    /// <param name="reference">Name for the image; null for none.</param>
    /// <param name="changes">Instructions as in a Dockerfile, e.g. <c>CMD ["/bin/sh"]</c>.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Id of the image.</returns>
    /// <exception cref="DentropyException"><c>ImageLoadFailed</c>.</exception>
    public Task<string> ImportAsync(Stream tar, string? reference, IReadOnlyList<string> changes, CancellationToken cancellationToken) =>
        ImportAsync(tar, reference, changes, platform: null, cancellationToken);

    /// <summary>Makes an image from a tar archive of a root file system.</summary>
    /// <param name="tar">The archive, read to its end.</param>
    /// <param name="reference">Name for the image; null for none.</param>
    /// <param name="changes">Instructions as in a Dockerfile, e.g. <c>CMD ["/bin/sh"]</c>.</param>
    /// <param name="platform">Platform that the image says it is for; null for the engine's own.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Id of the image.</returns>
    /// <exception cref="DentropyException"><c>ImageLoadFailed</c>.</exception>
    public async Task<string> ImportAsync(Stream tar, string? reference, IReadOnlyList<string> changes, string? platform, CancellationToken cancellationToken)
    {
        var image = reference is null ? null : ImageReference.Parse(reference);
        var path = new DockerPath("/images/create").Add("fromSrc", "-").Add("repo", image?.Repository).Add("tag", image?.TagOrDigest).Add("platform", platform);
        foreach (var change in changes)
        {
            path.Add("changes", change);
        }

        var subject = DockerSubject.Image(reference ?? "(without a name)", "import");
        var body = await _http.UploadStreamAsync(HttpMethod.Post, path, tar, subject, cancellationToken).ConfigureAwait(false);
        var last = await ImageMessages.ReadAsync(body, progress: null, reason => DockerErrors.ImageFailed(_http.Node.Name, subject.ToString(), reason), cancellationToken).ConfigureAwait(false);
        return last ?? throw DockerErrors.Malformed(_http.Node.Name, subject);
    }

    /// <summary>Writes images as one tar archive, as <c>docker save</c> does.</summary>
    /// <param name="names">The images; names keep their tags, ids come without.</param>
    /// <param name="cancellationToken">Ends the request; the stream is ended by disposing it.</param>
    /// <returns>The archive; it has to be disposed.</returns>
    /// <exception cref="DentropyException"><c>ImageNotFound</c>.</exception>
    public async Task<Stream> SaveAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var path = new DockerPath("/images/get");
        foreach (var name in names)
        {
            path.Add("names", name);
        }

        return await _http.StreamAsync(HttpMethod.Get, path, DockerSubject.Image(string.Join(", ", names), "save"), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads images from an archive that <see cref="SaveAsync"/> or <c>docker save</c> wrote.</summary>
    /// <param name="tar">The archive, read to its end.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>What was loaded: names with tags, or ids of images without.</returns>
    /// <exception cref="DentropyException"><c>ImageLoadFailed</c>.</exception>
    public async Task<IReadOnlyList<string>> LoadAsync(Stream tar, CancellationToken cancellationToken)
    {
        var subject = DockerSubject.Engine("load images");
        var body = await _http.UploadStreamAsync(HttpMethod.Post, new DockerPath("/images/load").Add("quiet", value: true), tar, subject, cancellationToken).ConfigureAwait(false);
        var loaded = new List<string>();
        await ImageMessages.ReadAsync(body, new LoadedNames(loaded), reason => DockerErrors.ImageFailed(_http.Node.Name, subject.ToString(), reason), cancellationToken).ConfigureAwait(false);
        return loaded;
    }

    /// <summary>Gives an image another name.</summary>
    /// <param name="name">The image.</param>
    /// <param name="reference">The new name; <c>:latest</c> where it has no tag.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>ImageNotFound</c>.</exception>
    public Task TagAsync(string name, string reference, CancellationToken cancellationToken)
    {
        var image = ImageReference.Parse(reference);
        return _http.PostAsync(DockerPath.Of("/images/", name, "/tag").Add("repo", image.Repository).Add("tag", image.TagOrDigest), null, DockerSubject.Image(name, "tag"), cancellationToken);
    }

    /// <summary>Removes a name of an image, and the image with its last name.</summary>
    /// <param name="name">The image.</param>
    /// <param name="force">Whether an id with several names, or one that a stopped container uses, goes too.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="DentropyException"><c>ImageNotFound</c>, <c>DockerConflict</c> (it is in use).</exception>
    public Task RemoveAsync(string name, bool force, CancellationToken cancellationToken) =>
        _http.DeleteAsync(DockerPath.Of("/images/", name, "").Add("force", force), DockerSubject.Image(name, "remove"), cancellationToken);

    // moby, image/tarexport/load.go: "Loaded image: name:tag" and "Loaded image ID: sha256:...".
    private sealed class LoadedNames(List<string> loaded) : IProgress<ImageProgress>
    {
        public void Report(ImageProgress value)
        {
            foreach (var line in value.Status.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                if (line.StartsWith("Loaded image", StringComparison.Ordinal) && line.IndexOf(": ", StringComparison.Ordinal) is > 0 and var colon)
                {
                    loaded.Add(line[(colon + 2)..]);
                }
            }
        }
    }
}
