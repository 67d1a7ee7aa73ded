namespace Dentropy.Engine.Dns.Cloudflare;

/// <summary>A record's comment, at whose end stands whether Dentropy made the record. What the user wrote stands before it.</summary>
internal static class CloudflareComment
{
    /// <summary>What says that Dentropy made a record.</summary>
    public const string Mark = "[dentropy]";

    /// <summary>Longest comment that Cloudflare keeps on any plan. On the Free plan it keeps 100 characters, and refuses more with 9313.</summary>
    public const int Longest = 500;

    /// <summary>The user's part of a comment, and whether the mark is there.</summary>
    public static (string? Comment, bool Owned) Read(string? text)
    {
        var comment = text?.Trim() ?? "";
        var owned = comment.EndsWith(Mark, StringComparison.Ordinal);
        comment = owned ? comment[..^Mark.Length].TrimEnd() : comment;
        return (comment.Length > 0 ? comment : null, owned);
    }

    /// <summary>A comment as it is kept; empty where there is nothing to say.</summary>
    public static string Write(string? comment, bool owned)
    {
        var text = comment?.Trim() ?? "";
        return !owned ? text : text.Length > 0 ? $"{text} {Mark}" : Mark;
    }
}
