namespace Dentropy.Engine.Backups.Retention;

/// <summary>Which backups to keep. A backup that any of these keeps is kept.</summary>
public sealed record RetentionPolicy
{
    /// <summary>How many of the newest.</summary>
    public int Last { get; init; }

    /// <summary>For how many days the newest of the day; days without a backup do not count.</summary>
    public int Daily { get; init; }

    /// <summary>For how many weeks, from Monday to Sunday, the newest of the week.</summary>
    public int Weekly { get; init; }

    /// <summary>For how many months the newest of the month.</summary>
    public int Monthly { get; init; }

    /// <summary>For how many years the newest of the year.</summary>
    public int Yearly { get; init; }

    /// <summary>Whose days these are; the operator's own without it.</summary>
    public TimeZoneInfo TimeZone { get; init; } = TimeZoneInfo.Local;
}
