using System.Text.Json.Nodes;

namespace Dentropy.Engine.Docker.Helper;

/// <summary>What helpers and guards have in common: the node's programs read-only, no network, few rights.</summary>
internal static class HelperBody
{
    /// <summary>Where a guard and a helper with the socket see the folder that it is in. The folder, since the socket is a new one after each start of the engine.</summary>
    public const string SocketFolder = "/engine";

    /// <summary>What every program in one of them finds in its environment.</summary>
    public static IReadOnlyList<string> Environment { get; } = ["LC_ALL=C", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"];

    public static JsonObject Of(
        string image,
        bool own,
        string script,
        IReadOnlyDictionary<string, string> labels,
        IReadOnlyList<string> environment,
        IEnumerable<HelperMount> mounts,
        IReadOnlyList<string> capabilities)
    {
        var all = own ? [.. HelperImages.Folders(image).Select(folder => new HelperMount { Source = folder, Target = folder, IsBind = true }), .. mounts] : mounts;
        return new JsonObject
        {
            ["Image"] = image,
            ["Entrypoint"] = JsonFields.OfTexts(["/bin/sh", "-c"]),
            ["Cmd"] = JsonFields.OfTexts([script]),
            ["Env"] = JsonFields.OfTexts([.. environment, .. Environment]),
            ["User"] = "0:0",
            ["WorkingDir"] = "/",
            ["Labels"] = JsonFields.OfMap(labels),
            ["NetworkDisabled"] = true,
            ["AttachStdin"] = true,
            ["AttachStdout"] = true,
            ["AttachStderr"] = true,
            ["OpenStdin"] = true,
            ["StdinOnce"] = true,
            ["Tty"] = false,
            ["Healthcheck"] = new JsonObject { ["Test"] = JsonFields.OfTexts(["NONE"]) },
            ["HostConfig"] = new JsonObject
            {
                ["Mounts"] = new JsonArray([.. all.Select(Mount)]),
                ["NetworkMode"] = "none",
                ["UsernsMode"] = "host",
                ["CapDrop"] = JsonFields.OfTexts(["ALL"]),
                ["CapAdd"] = JsonFields.OfTexts(capabilities),
                // SELinux would keep it from volumes that are labelled for one container.
                ["SecurityOpt"] = JsonFields.OfTexts(["label=disable"]),
                ["LogConfig"] = new JsonObject { ["Type"] = "none" },
            },
        };
    }

    private static JsonObject Mount(HelperMount mount)
    {
        var json = new JsonObject
        {
            ["Type"] = mount.IsBind ? "bind" : "volume",
            ["Source"] = mount.Source,
            ["Target"] = mount.Target,
            ["ReadOnly"] = !mount.Writable,
        };
        if (!mount.IsBind)
        {
            json["VolumeOptions"] = new JsonObject { ["NoCopy"] = true };
        }

        return json;
    }
}
