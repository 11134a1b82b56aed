using System;

namespace CqrsKit.Reading;

/// <summary>The key of one view. Both parts compare by ordinal bytes of UTF-8.</summary>
/// <param name="Tenant">The tenant; the empty string where there is only one.</param>
/// <param name="Key">The key within the view.</param>
public readonly record struct ViewKey(string Tenant, string Key) : IComparable<ViewKey>
{
    /// <summary>The key under which a hole of the whole view is kept: an event whose keys could not be told.</summary>
    public static ViewKey WholeView { get; } = new("", "\u0001*");

    /// <summary>
    /// Which of so many partitions the key belongs to: the same on every platform and for ever, since stores are divided by
    /// it. FNV-1a of 64 bits over the UTF-8 of tenant, 0xFF and key, mixed by the last step of MurmurHash3, modulo the count.
    /// </summary>
    public int PartitionOf(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(partitions, 1);
        return partitions == 1 ? 0 : (int)(KeyHash.Of(Tenant, Key) % (ulong)partitions);
    }

    /// <inheritdoc/>
    public int CompareTo(ViewKey other)
    {
        var tenant = Utf8Order.Compare(Tenant, other.Tenant);
        return tenant != 0 ? tenant : Utf8Order.Compare(Key, other.Key);
    }

    /// <inheritdoc/>
    public override string ToString() => Tenant.Length == 0 ? Key : $"{Tenant}:{Key}";

    /// <summary>Whether the left key sorts before the right one.</summary>
    public static bool operator <(ViewKey left, ViewKey right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left key sorts after the right one.</summary>
    public static bool operator >(ViewKey left, ViewKey right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left key sorts before the right one or is the same.</summary>
    public static bool operator <=(ViewKey left, ViewKey right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left key sorts after the right one or is the same.</summary>
    public static bool operator >=(ViewKey left, ViewKey right) => left.CompareTo(right) >= 0;
}
