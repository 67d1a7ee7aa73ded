using Dentropy.Engine.Docker;
using Xunit;

namespace Dentropy.Engine.Tests.Docker;

/// <summary>An engine that knows one command; a test says what happens on its streams.</summary>
internal static class Execs
{
    public static FakeDocker Server(Func<FakeRequest, Task> streams, Func<string>? inspect = null) => new(async request =>
    {
        if (request.Target.EndsWith("/containers/web/exec", StringComparison.Ordinal))
        {
            await request.BodyAsync();
            await request.JsonAsync("""{"Id":"e1"}""", 201);
        }
        else if (request.Target.EndsWith("/exec/e1/start", StringComparison.Ordinal))
        {
            await request.BodyAsync();
            request.IsLast = true;
            await streams(request);
        }
        else
        {
            await request.JsonAsync(inspect?.Invoke() ?? """{"Running":false,"ExitCode":3,"Pid":42}""");
        }
    });

    public static async Task<DockerExec> StartAsync(FakeDocker server, bool stdin = false)
    {
        var client = await server.ClientAsync();
        return await client.Containers.ExecAsync("web", new ExecSettings { Command = ["cat"], Stdin = stdin }, TestContext.Current.CancellationToken);
    }

    public static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, TestContext.Current.CancellationToken);
        return all.ToArray();
    }

    public static async Task<string> ReadTextAsync(Stream stream) => System.Text.Encoding.UTF8.GetString(await ReadAllAsync(stream));
}
