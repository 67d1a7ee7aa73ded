namespace Dentropy.Engine.Inventory;

/// <summary>MAC addresses in their one spelling: lower case, colons.</summary>
internal static class MacAddress
{
    private const int Digits = 12;

    /// <summary>Reads one with colons, hyphens, dots (Cisco) or nothing between its digits; null where it is none, or one that no single machine can have.</summary>
    public static string? Read(string text)
    {
        var digits = new string([.. text.Trim().Where(c => c is not (':' or '-' or '.'))]).ToLowerInvariant();
        if (digits.Length != Digits || !digits.All(char.IsAsciiHexDigitLower) || digits.All(c => c == '0') || IsGroup(digits))
            return null;
        return string.Join(':', Enumerable.Range(0, Digits / 2).Select(at => digits.Substring(2 * at, 2)));
    }

    // The lowest bit of the first byte says that it is meant for many (IEEE 802).
    private static bool IsGroup(string digits) => (Convert.ToInt32(digits[1].ToString(), 16) & 1) == 1;
}
