using System.Management.Automation;
using Dentropy.PowerShell.Common;

namespace Dentropy.PowerShell;

// An empty cell of a CSV file is no number. PowerShell itself would make it 0.
[AttributeUsage(AttributeTargets.Property)]
public sealed class BlankIsNullAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        Values.Unwrap(inputData) is string text && string.IsNullOrWhiteSpace(text) ? null : inputData;
}
