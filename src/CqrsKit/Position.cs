using System;

namespace CqrsKit;

/// <summary>
/// A place in a log: an epoch of 32 bits, then two numbers of 64 bits, compared in that order. Comparable only within
/// one log, and opaque to users: gaps are normal, and nothing may be read out of a difference between two positions.
/// </summary>
/// <param name="Epoch">Raised whenever the log is found to have lost its tail; the first epoch is 1.</param>
/// <param name="Major">The store's leading number (0 in SQLite, the transaction id in PostgreSQL).</param>
/// <param name="Minor">The store's number within <paramref name="Major"/>.</param>
public readonly record struct Position(uint Epoch, ulong Major, ulong Minor) : IComparable<Position>
{
    /// <summary>Before every event of every epoch.</summary>
    public static Position Start => default;

    /// <summary>The later of two positions of one log.</summary>
    public static Position Max(Position left, Position right) => left >= right ? left : right;

    /// <inheritdoc/>
    public int CompareTo(Position other)
    {
        var epoch = Epoch.CompareTo(other.Epoch);
        if (epoch != 0)
            return epoch;
        var major = Major.CompareTo(other.Major);
        return major != 0 ? major : Minor.CompareTo(other.Minor);
    }

    /// <summary>Whether the left position lies before the right one.</summary>
    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left position lies after the right one.</summary>
    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left position lies before the right one or is the same.</summary>
    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left position lies after the right one or is the same.</summary>
    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Epoch}.{Major}.{Minor}");
}
