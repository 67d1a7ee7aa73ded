using System.Text.Json;

namespace Dentropy.Engine.Storage.Ceph;

/// <summary>What a Ceph cluster answered, as it came; an answer that is missing could not be had, and why stands in the faults.</summary>
/// <param name="Json">Answers.</param>
/// <param name="Faults">Why an answer is missing, a sentence each.</param>
/// <param name="Source">The node, or the address of the dashboard, that was asked.</param>
internal sealed record CephAnswers(IReadOnlyDictionary<CephQuestion, JsonElement> Json, IReadOnlyDictionary<CephQuestion, string> Faults, string Source);
