using Xunit;

// The tests share one lab, and some of them switch its hosts off.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
