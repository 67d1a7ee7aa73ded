using System.Net;
using System.Text.Json;
using Dentropy.Engine.Http;

namespace Dentropy.Engine.Storage.Ceph.Dashboard;

/// <summary>
/// The dashboard of a manager, over its REST API (src/pybind/mgr/dashboard/controllers/{auth,health,osd,summary}.py). It tells most of what the command does, but not where
/// the copies of a placement group are.
/// </summary>
/// <param name="settings">Address, account, password and authority.</param>
/// <param name="cloud">The cloud folder, where relative paths of the password start.</param>
/// <param name="limit">How long one answer may take.</param>
internal sealed class CephDashboard(CephClusterSettings settings, string cloud, TimeSpan limit) : ICephSource
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(5);

    private readonly DashboardApi _api = new(settings, cloud, limit);

    /// <inheritdoc/>
    /// <exception cref="DentropyException">Also <c>CephLoginRefused</c>, <c>SecretUnavailable</c> and those of <see cref="ApiClient"/>.</exception>
    public async Task<CephAnswers> AskAsync(IReadOnlyCollection<CephQuestion> questions, CancellationToken cancellationToken)
    {
        var faults = new Dictionary<CephQuestion, string>();
        var full = await GetAsync("api/health/full", cancellationToken).ConfigureAwait(false);
        if (full.Answer is not { } health)
            throw CephErrors.Failed(_api.Address, "GET /api/health/full", full.Fault ?? "no answer");
        var osds = questions.Contains(CephQuestion.OsdUse) ? await GetAsync("api/osd", cancellationToken).ConfigureAwait(false) : default;
        var summary = questions.Contains(CephQuestion.Versions) ? await GetAsync("api/summary", cancellationToken).ConfigureAwait(false) : default;

        var answers = new Dictionary<CephQuestion, JsonElement>();
        // All that came is handed on, asked for or not: without the groups, how much more may fail is worked out from the rest.
        foreach (var question in Enum.GetValues<CephQuestion>())
        {
            if (DashboardMapping.Of(question, health, osds.Answer, summary.Answer) is { } answer)
                answers[question] = answer;
            else if (questions.Contains(question))
                faults[question] = question switch
                {
                    CephQuestion.Groups => "the dashboard does not tell which OSDs have which copies; ask a node instead (nodes: in cloud.yaml)",
                    CephQuestion.OsdUse when osds.Fault is { } fault => fault,
                    CephQuestion.Versions when summary.Fault is { } fault => fault,
                    _ => $"the dashboard did not tell it: its account '{settings.User}' may not see it, or its release has it elsewhere",
                };
        }

        return new CephAnswers(answers, faults, _api.Address);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var end = new CancellationTokenSource(s_farewell);
        await _api.LogOutAsync(end.Token).ConfigureAwait(false);
        _api.Dispose();
    }

    private async Task<(JsonElement? Answer, string? Fault)> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await _api.GetAsync(path, cancellationToken).ConfigureAwait(false);
        if (!answer.IsGood)
            return (null, answer.Status == HttpStatusCode.Forbidden
                ? $"the account '{settings.User}' of the dashboard may not read /{path}; give it the role read-only"
                : $"the dashboard refuses /{path} with {(int)answer.Status}{DashboardApi.Why(answer)}");
        try
        {
            return (CephJson.Read(answer.Content), null);
        }
        catch (JsonException e)
        {
            throw CephErrors.AnswerInvalid(_api.Address, $"GET /{path}", e.Message.TrimEnd('.'));
        }
    }
}
