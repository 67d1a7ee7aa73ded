namespace Dentropy.Engine.Inventory;

/// <summary>Natural order of names: runs of digits count by their value, so pi2 comes before pi10; letter case decides last.</summary>
internal sealed class NodeNameOrder : IComparer<string>
{
    public static NodeNameOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (x is null || y is null)
            return string.CompareOrdinal(x, y);

        int i = 0, j = 0;
        while (i < x.Length && j < y.Length)
        {
            char a = x[i], b = y[j];
            if (char.IsAsciiDigit(a) && char.IsAsciiDigit(b))
            {
                int startX = i, startY = j;
                while (startX < x.Length - 1 && x[startX] == '0' && char.IsAsciiDigit(x[startX + 1]))
                    startX++;
                while (startY < y.Length - 1 && y[startY] == '0' && char.IsAsciiDigit(y[startY + 1]))
                    startY++;
                int endX = startX, endY = startY;
                while (endX < x.Length && char.IsAsciiDigit(x[endX]))
                    endX++;
                while (endY < y.Length && char.IsAsciiDigit(y[endY]))
                    endY++;
                if (endX - startX != endY - startY)
                    return endX - startX - (endY - startY);

                for (int k = startX, l = startY; k < endX; k++, l++)
                {
                    if (x[k] != y[l])
                        return x[k] - y[l];
                }

                i = endX;
                j = endY;
                continue;
            }

            if (a != b)
            {
                a = Lower(a);
                b = Lower(b);
                if (a != b)
                    return a - b;
            }

            i++;
            j++;
        }

        var rest = x.Length - i - (y.Length - j);
        return rest != 0 ? rest : string.CompareOrdinal(x, y);
    }

    private static char Lower(char c) => c is >= 'A' and <= 'Z' ? (char)(c | 0x20) : c;
}
