namespace Dentropy.Engine.Backups.Restore;

/// <summary>Decides where images come from: the node, the backup, or a registry.</summary>
internal sealed class ImagePlanner(TargetFacts facts, ICollection<RestoreProblem> problems, ICollection<string> warnings)
{
    public IReadOnlyList<PlannedImage> Plan(IReadOnlyList<SourceImage> images) => [.. images.Select(Plan)];

    private PlannedImage Plan(SourceImage image)
    {
        var runs = image.Architecture.Length == 0 || facts.Architecture.Length == 0 || string.Equals(image.Architecture, facts.Architecture, StringComparison.Ordinal);
        if (!runs && facts.Emulated.Contains(image.Architecture, StringComparer.Ordinal))
        {
            warnings.Add($"Image '{image.Reference}' is for {image.Architecture}; node '{facts.Node}' ({facts.Architecture}) runs it through an emulator, slowly.");
            runs = true;
        }

        if (!string.Equals(image.Os, facts.Os, StringComparison.OrdinalIgnoreCase))
            problems.Add(new RestoreProblem("ArchitectureMismatch", image.Reference, $"Image '{image.Reference}' is for {image.Os}, and node '{facts.Node}' runs {facts.Os}."));

        var tagged = facts.Images.GetValueOrDefault(image.Reference);
        if (facts.Images.ContainsKey(image.Id) && runs)
            return new PlannedImage(image, ImageWay.Present, Name(image, tagged), Tag: null);

        // A registry's digest may stand for several architectures, of which the node has its own under another id.
        if (image.RepoDigests.FirstOrDefault(digest => facts.Images.ContainsKey(digest)) is { } known && (runs || facts.Images[known] != image.Id))
            return new PlannedImage(image, ImageWay.Present, known, Tag: null);

        // A tag of the node's that means another image stays as it is.
        var free = tagged is null && !IsId(image.Reference) && !image.Reference.Contains('@', StringComparison.Ordinal);
        if (image.Included && runs)
            return new PlannedImage(image, ImageWay.Load, free ? image.Reference : image.Id, free ? image.Reference : null);
        if (image.RepoDigests.Count == 0)
        {
            problems.Add(runs
                ? new RestoreProblem("ImageUnavailable", image.Reference, $"Image '{image.Reference}' is not on node '{facts.Node}', not in the backup, and no registry has it. Make the backup with -IncludeImage, or load the image there.")
                : new RestoreProblem("ArchitectureMismatch", image.Reference, $"Image '{image.Reference}' is for {image.Architecture}, and node '{facts.Node}' is {facts.Architecture}. Choose a node with {image.Architecture}, or install an emulator there (qemu-user-static)."));
        }
        else if (!runs)
        {
            warnings.Add($"Image '{image.Reference}' was for {image.Architecture}. It is pulled for {facts.Architecture}, and the restore is undone if the registry has none; data of some programs cannot be read on another architecture.");
        }

        var way = new PlannedImage(image, ImageWay.Pull, image.Reference, free ? image.Reference : null);
        return free ? way : way with { Use = way.Pull };
    }

    private string Name(SourceImage image, string? tagged)
    {
        if (string.Equals(tagged, image.Id, StringComparison.Ordinal))
            return image.Reference;
        return image.RepoDigests.FirstOrDefault(digest => string.Equals(facts.Images.GetValueOrDefault(digest), image.Id, StringComparison.Ordinal)) ?? image.Id;
    }

    private static bool IsId(string reference) => reference.StartsWith("sha256:", StringComparison.Ordinal);
}
