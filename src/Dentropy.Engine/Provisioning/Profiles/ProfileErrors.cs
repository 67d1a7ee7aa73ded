using Dentropy.Engine.Inventory;

namespace Dentropy.Engine.Provisioning.Profiles;

/// <summary>What can be wrong with a profile, worded in one place.</summary>
internal static class ProfileErrors
{
    public static DentropyException Invalid(string path, int line, string problem) => new(
        "ProfileInvalid", DentropyErrorCategory.InvalidData, path, $"{Path.GetFileName(path)} line {line}: {problem}. Correct {path}; nothing was done.");

    public static DentropyException Unreadable(string path, Exception cause) => new(
        "ProfileUnreadable", DentropyErrorCategory.ReadError, path, $"{path} cannot be read: {cause.Message.TrimEnd('.')}. Check the file and its permissions; nothing was done.", cause);

    public static DentropyException NotFound(string name, string folder, IReadOnlyList<string> near) => new(
        "ProfileNotFound",
        DentropyErrorCategory.ObjectNotFound,
        name,
        $"There is no profile '{Shown.Text(name)}'{(near.Count > 0 ? $"; did you mean {string.Join(" or ", near)}?" : ".")} Get-DcProfile lists them; your own are files NAME.yaml in {folder}.");

    public static DentropyException Loop(string path, int line, string name) => Invalid(path, line, $"extends leads back to '{Shown.Text(name)}'");

    public static DentropyException Unknown(string path, int line, string variable, string node, IEnumerable<string> known) => new(
        "ProfileVariableUnknown",
        DentropyErrorCategory.InvalidData,
        node,
        $"{Path.GetFileName(path)} line {line}: {{{{{Shown.Text(variable)}}}}} has no value on node '{node}'; there are {string.Join(", ", known)}, tags.NAME and metadata.KEY of the node. Correct {path}, or give the node the value with Set-DcNode; nothing was done on it.");
}
