using Dentropy.Engine.Resilience;
using Dentropy.Engine.Resilience.Facts;
using Dentropy.Engine.Resilience.Model;
using Dentropy.Engine.Tests.Inventory;
using Dentropy.Resilience;
using Xunit;

namespace Dentropy.Engine.Tests.Resilience.Model;

/// <summary>A cloud folder whose files a test writes, and the model that comes of them.</summary>
internal sealed class ModelCloud : IDisposable
{
    private readonly TempCloud _cloud = new();

    public string Folder => _cloud.Folder;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _cloud.Dispose();

    public ModelCloud Nodes(params string[] names) => Nodes(names, "");

    public ModelCloud Nodes(IEnumerable<string> names, string fields)
    {
        foreach (var name in names)
            _cloud.Put(name, $"name: {name}\n{fields}revision: 1\n");
        return this;
    }

    public ModelCloud File(string yaml)
    {
        _cloud.PutFile("cloud.yaml", yaml);
        return this;
    }

    public Task<CloudModel> ReadAsync(ResilienceFacts? facts = null) =>
        ResilienceModel.ReadAsync(_cloud.Store, facts is null ? null : new Seen(facts), Stop);

    public Task<DentropyException> FailsAsync(string errorId, ResilienceFacts? facts = null) => Errors.Of(errorId, () => ReadAsync(facts));

    /// <summary>Names of the services that a failure takes down.</summary>
    public static string Lost(CloudModel model, params string[] parts) =>
        string.Join(' ', ResilienceQuestions.Test(new ResilienceEngine(model), parts, []).Where(result => !result.Survives).Select(result => result.Service));

    public static ModelPart Part(CloudModel model, string word) => Assert.Single(model.Parts, part => part.Part.ToString() == word);

    public static string Needs(CloudModel model, string word) => string.Join("; ", Part(model, word).Needs.Select(group => string.Join(" or ", group)));

    public static string Edges(CloudModel model) =>
        string.Join(", ", model.Edges.Select(edge => $"{edge.From}>{edge.To?.ToString() ?? "internet"}{(edge.Cable is { } cable ? $" by {cable}" : "")}").Order(StringComparer.Ordinal));

    public static ModelService Service(CloudModel model, string name) => Assert.Single(model.Services, service => service.Name == name);

    private sealed class Seen(ResilienceFacts facts) : IResilienceFacts
    {
        public Task<ResilienceFacts> ObserveAsync(FactsQuestion question, CancellationToken cancellationToken) => Task.FromResult(facts);
    }
}
