namespace Dentropy.Engine.Inventory;

/// <summary>The error of an expression that cannot be understood.</summary>
internal static class NodeSetErrors
{
    /// <summary>Makes the error.</summary>
    /// <param name="expression">The whole expression.</param>
    /// <param name="position">Index of the character in question.</param>
    /// <param name="problem">What is wrong and the way out, without a full stop.</param>
    public static DentropyException At(string expression, int position, string problem)
    {
        var before = expression[..Math.Min(position, expression.Length)];
        var where = before.Trim().Length == 0 ? "at its start" : $"at character {position + 1}, after '{Shown.Text(before.Length > 40 ? "..." + before[^40..] : before)}'";
        return new DentropyException(
            "InvalidNodeExpression",
            DentropyErrorCategory.InvalidArgument,
            expression,
            $"The node set '{Shown.Text(expression)}' cannot be understood {where}: {problem}.");
    }
}
