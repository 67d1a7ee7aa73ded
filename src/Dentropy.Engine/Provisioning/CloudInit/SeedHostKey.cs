using Dentropy.Engine.Provisioning.Keys;

namespace Dentropy.Engine.Provisioning.CloudInit;

/// <summary>A host key that a node is born with.</summary>
/// <param name="Key">Its public half.</param>
/// <param name="Secret">Its private half, as the text of its file. It goes nowhere but into the seed.</param>
internal sealed record SeedHostKey(AuthorizedKey Key, string Secret)
{
    /// <exception cref="DentropyException"><c>KeyFileNotMade</c>, <c>SshMissing</c>.</exception>
    public static async Task<SeedHostKey> MakeAsync(string node, CancellationToken cancellationToken)
    {
        // Only this account may look into it, and it does not outlive this call.
        var folder = Directory.CreateTempSubdirectory("dentropy-key-");
        try
        {
            var made = await KeyFiles.CreateAsync(Path.Combine(folder.FullName, "key"), $"root@{node}", cancellationToken).ConfigureAwait(false);
            return new SeedHostKey(KeyFiles.Read(made.Path).Key, await File.ReadAllTextAsync(made.Path, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => Key.Fingerprint;
}
