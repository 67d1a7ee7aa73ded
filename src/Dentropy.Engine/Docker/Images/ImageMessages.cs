namespace Dentropy.Engine.Docker;

/// <summary>Reads what the engine says while it works on an image. Its failures are in there too, under status 200.</summary>
internal static class ImageMessages
{
    /// <summary>Reads to the end.</summary>
    /// <param name="body">The answer; it is disposed.</param>
    /// <param name="progress">Gets each step; null for none.</param>
    /// <param name="failure">Makes the error from the engine's reason.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>The last status: what came of it.</returns>
    public static async Task<string?> ReadAsync(DockerStream body, IProgress<ImageProgress>? progress, Func<string, DentropyException> failure, CancellationToken cancellationToken)
    {
        string? last = null;
        await using (body.ConfigureAwait(false))
        {
            await foreach (var json in JsonMessages.ReadAsync(body, cancellationToken).ConfigureAwait(false))
            {
                if ((json.Object("errorDetail").Text("message") ?? json.Text("error")) is { } reason)
                {
                    throw failure(reason);
                }

                last = json.Text("status") ?? json.Text("stream") ?? last;
                if (progress is not null && last is not null)
                {
                    var detail = json.Object("progressDetail");
                    progress.Report(new ImageProgress(last, json.Text("id"), detail.Number("current"), detail.Number("total")));
                }
            }
        }

        return last;
    }
}
