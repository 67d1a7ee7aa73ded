using Dentropy.Cli.Common;

namespace Dentropy.Cli.Cluster;

// Why a node did not do what it was asked for.
internal sealed record FailureView(string ErrorId, string Category, string Message)
{
    public static FailureView? Of(DentropyException? error) =>
        error is null ? null : new FailureView(error.ErrorId, error.Category.ToString(), Wording.Adapt(error.Message));
}
