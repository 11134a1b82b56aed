using System;
using System.Globalization;

namespace CqrsKit.Checker;

/// <summary>
/// A place in a log: epoch, major and minor, compared in this order, and the unit whose event lies there. Written as
/// <c>1.0.42@</c> and the unit's 32 hexadecimal digits; <c>0.0.0@</c> and zeros is the start.
/// </summary>
/// <param name="Epoch">The log's epoch.</param>
/// <param name="Major">The first number within the epoch.</param>
/// <param name="Minor">The second number within the epoch.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct Mark(uint Epoch, ulong Major, ulong Minor, Guid Unit)
{
    /// <summary>Before the first event.</summary>
    public static Mark Start => default;

    /// <summary>Compares the places, and not the units.</summary>
    public int CompareTo(Mark other)
    {
        var epoch = Epoch.CompareTo(other.Epoch);
        if (epoch != 0)
            return epoch;
        var major = Major.CompareTo(other.Major);
        return major != 0 ? major : Minor.CompareTo(other.Minor);
    }

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static Mark Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var at = text.Split('@');
        var numbers = at[0].Split('.');
        if (at.Length != 2 || numbers.Length != 3)
            throw new FormatException($"'{text}' is no mark; one looks like 1.0.42@0123456789abcdef0123456789abcdef.");
        return new Mark(
            uint.Parse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(numbers[2], NumberStyles.None, CultureInfo.InvariantCulture),
            Guid.ParseExact(at[1], "N")
        );
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"{Epoch}.{Major}.{Minor}@{Unit:N}");
}
