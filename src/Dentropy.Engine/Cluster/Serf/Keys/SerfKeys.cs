using System.Diagnostics;
using Dentropy.Cluster;
using Dentropy.Engine.Inventory;
using Dentropy.Engine.Transport;
using Dentropy.Nodes;

namespace Dentropy.Engine.Cluster.Serf.Keys;

/// <summary>The keys that a Serf cluster encrypts its gossip with: who has which, and their change.</summary>
/// <param name="store">The inventory.</param>
/// <param name="links">Links to nodes.</param>
/// <param name="agents">Finds an agent.</param>
public sealed class SerfKeys(INodeStore store, ILinkPool links, SerfAgents agents)
{
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(2);

    /// <summary>The keys of the cluster, the most used first.</summary>
    /// <param name="via">Nodes whose agents may be asked; empty for those of <c>cloud.yaml</c>, else any.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException"><c>SerfNotEncrypted</c>, and those of <see cref="SerfAgents"/>.</exception>
    public async Task<IReadOnlyList<DcSerfKey>> ListAsync(IReadOnlyList<string> via, CancellationToken cancellationToken)
    {
        var client = await agents.OpenAsync(store, via, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var survey = await SurveyAsync(client, cancellationToken).ConfigureAwait(false);
            return
            [
                .. survey.Keys.Select(key => new DcSerfKey
                {
                    Fingerprint = key.Fingerprint,
                    Count = survey.Told.Keys.GetValueOrDefault(key.Text),
                    Everywhere = survey.IsEverywhere(key),
                    Nodes = Names(survey, keys => keys.Contains(key)),
                    UsedBy = Names(survey, keys => keys.Count > 0 && keys[0].Equals(key)),
                    Missing = Names(survey, keys => !keys.Contains(key)),
                    Via = client.Node,
                    Cloud = store.Location,
                }).OrderByDescending(key => key.UsedBy.Count).ThenByDescending(key => key.Count),
            ];
        }
    }

    /// <summary>Says what a change of the key would do. Nothing is changed.</summary>
    /// <param name="settings">How.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="DentropyException">Those of <see cref="RotateAsync"/> that come before anything is changed.</exception>
    public async Task<DcSerfKeyRotation> PlanAsync(SerfKeySettings settings, CancellationToken cancellationToken)
    {
        var key = await SerfKey.ReadAsync(settings.NewKey, settings.KeyFolder ?? store.Location, cancellationToken).ConfigureAwait(false);
        var client = await agents.OpenAsync(store, settings.Via, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var survey = await BeginAsync(client, settings, cancellationToken).ConfigureAwait(false);
            var old = survey.Keys.Where(one => !one.Equals(key)).ToList();
            var steps = new List<string>();
            if (!survey.IsEverywhere(key))
                steps.Add($"give {key} to all members");
            if (!survey.IsUsed(key))
                steps.Add($"use {key}");
            if (!settings.KeepOld)
                steps.AddRange(old.Select(one => $"remove {one}"));
            return Result(client, key, survey, settings, steps, settings.KeepOld ? [] : old, settings.KeepOld ? old : []);
        }
    }

    /// <summary>
    /// Changes the key without a moment in which two members have none in common: the new one goes to all members, and only when each of them says that it has it do
    /// they use it, and only when each uses it are the others removed. Run again with the same key it goes on where it has stopped.
    /// </summary>
    /// <param name="settings">How.</param>
    /// <param name="progress">Told each step in words; may be null.</param>
    /// <param name="cancellationToken">Ends it between two steps; the members still talk.</param>
    /// <exception cref="DentropyException">
    /// Before anything is changed: <c>SerfKeyInvalid</c>, <c>SecretUnavailable</c>, <c>SerfNotEncrypted</c>, <c>SerfMembersMissing</c>, <c>SerfKeysUnsettled</c>, <c>SerfKeysBusy</c>,
    /// and those of <see cref="SerfAgents"/>. Half way, with all members still talking: <c>SerfKeyNotEverywhere</c>, <c>SerfKeyNotUsed</c>, <c>SerfKeyNotRemoved</c>, <c>SerfMembersLost</c>.
    /// </exception>
    public async Task<DcSerfKeyRotation> RotateAsync(SerfKeySettings settings, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var key = await SerfKey.ReadAsync(settings.NewKey, settings.KeyFolder ?? store.Location, cancellationToken).ConfigureAwait(false);
        var client = await agents.OpenAsync(store, settings.Via, cancellationToken).ConfigureAwait(false);
        await using (client.ConfigureAwait(false))
        {
            var owner = await LockAsync(client, cancellationToken).ConfigureAwait(false);
            await using (owner.ConfigureAwait(false))
            {
                var survey = await BeginAsync(client, settings, cancellationToken).ConfigureAwait(false);
                var work = new SerfKeyChange(token => SurveyAsync(client, token), survey, settings.StepLimit) { First = s_first, Longest = s_longest };
                // Only what was there before is removed: another key may come from somewhere else.
                var old = survey.Keys.Where(one => !one.Equals(key)).ToList();
                var steps = new List<string>();
                if (!survey.IsEverywhere(key))
                {
                    Say($"give {key} to all members");
                    await work.UntilAsync(token => client.InstallKeyAsync(key.Text, token), now => now.IsEverywhere(key), now => SerfKeyErrors.NotEverywhere(key, Lacking(now, keys => keys.Contains(key)), now.Told), key, removed: false, cancellationToken).ConfigureAwait(false);
                }

                if (!survey.IsUsed(key) || survey.Files.Count == 0)
                {
                    Say($"use {key}");
                    await work.UntilAsync(token => client.UseKeyAsync(key.Text, token), now => now.IsUsed(key), now => SerfKeyErrors.NotUsed(key, Lacking(now, keys => keys.Count > 0 && keys[0].Equals(key)), now.Told), key, removed: false, cancellationToken).ConfigureAwait(false);
                }

                foreach (var one in settings.KeepOld ? [] : old)
                {
                    Say($"remove {one}");
                    await work.UntilAsync(token => client.RemoveKeyAsync(one.Text, token), now => now.IsGone(one), now => SerfKeyErrors.NotRemoved(key, old, Lacking(now, keys => !keys.Contains(one)), now.Told), key, removed: true, cancellationToken).ConfigureAwait(false);
                }

                return Result(client, key, survey, settings, steps, settings.KeepOld ? [] : old, settings.KeepOld ? old : []) with { Duration = watch.Elapsed };

                void Say(string step)
                {
                    steps.Add(step);
                    progress?.Report(step);
                }
            }
        }
    }

    private async Task<SerfKeySurvey> BeginAsync(SerfClient client, SerfKeySettings settings, CancellationToken cancellationToken)
    {
        // Members that are just coming or going make the accounts differ; after a few seconds they are there or missing.
        var watch = Stopwatch.StartNew();
        for (var pause = s_first; ; pause = pause + pause < s_longest ? pause + pause : s_longest)
        {
            var survey = await SurveyAsync(client, cancellationToken).ConfigureAwait(false);
            var missing = survey.Missing.Where(one => !settings.Without.Contains(one.Key, StringComparer.OrdinalIgnoreCase)).ToDictionary(StringComparer.Ordinal);
            if (missing.Count > 0)
                throw SerfKeyErrors.MembersMissing(missing);
            if (survey.IsComplete)
                return survey;
            if (watch.Elapsed > settings.StepLimit)
                throw SerfKeyErrors.Unsettled(client.Node, survey.Told, survey.Alive.Count);
            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<SerfKeySurvey> SurveyAsync(SerfClient client, CancellationToken cancellationToken)
    {
        var nodes = (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes;
        var survey = await SerfKeySurvey.TakeAsync(client, nodes, links, cancellationToken).ConfigureAwait(false);
        return survey.Told.Keys.Count == 0 && survey.Told.Error.Length > 0 && survey.Files.Count == 0 ? throw SerfKeyErrors.NotEncrypted(client.Node) : survey;
    }

    // The same node for every operator of this inventory: the first that the agent knows alive.
    private async Task<IAsyncDisposable> LockAsync(SerfClient client, CancellationToken cancellationToken)
    {
        var alive = (await client.MembersAsync(filter: null, cancellationToken).ConfigureAwait(false)).Where(member => member.IsAlive).Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        var nodes = (await store.ReadAllAsync(cancellationToken).ConfigureAwait(false)).Nodes;
        var first = nodes.Where(node => alive.Contains(node.Name)).OrderBy(node => node.Name, NodeNameOrder.Instance).FirstOrDefault() ?? nodes.First(node => node.Name == client.Node);
        return await SerfKeyLock.TakeAsync(links, first, cancellationToken).ConfigureAwait(false);
    }

    private DcSerfKeyRotation Result(SerfClient client, SerfKey key, SerfKeySurvey survey, SerfKeySettings settings, List<string> steps, IEnumerable<SerfKey> removed, IEnumerable<SerfKey> kept) => new()
    {
        Fingerprint = key.Fingerprint,
        Removed = [.. removed.Select(one => one.Fingerprint)],
        Kept = [.. kept.Select(one => one.Fingerprint)],
        Members = survey.Alive,
        LeftOut = [.. survey.Missing.Keys.Where(name => settings.Without.Contains(name, StringComparer.OrdinalIgnoreCase))],
        Changed = steps.Count > 0,
        Steps = steps,
        Via = client.Node,
        Cloud = store.Location,
    };

    private static List<string> Lacking(SerfKeySurvey survey, Func<IReadOnlyList<SerfKey>, bool> good) => Names(survey, keys => !good(keys));

    private static List<string> Names(SerfKeySurvey survey, Func<IReadOnlyList<SerfKey>, bool> which) =>
        [.. survey.Files.Where(file => which(file.Value)).Select(file => file.Key).Order(NodeNameOrder.Instance)];
}
