using System.Collections.Generic;

namespace CqrsKit;

/// <summary>
/// Compares strings by the ordinal bytes of their UTF-8, the order of every CqrsKit store. It differs from
/// <see cref="string.CompareOrdinal(string, string)"/> only where a surrogate pair meets a character above U+D7FF.
/// </summary>
public sealed class Utf8Order : IComparer<string>
{
    private Utf8Order() { }

    /// <summary>The comparer.</summary>
    public static Utf8Order Comparer { get; } = new();

    /// <summary>Less than zero, zero or more than zero, as the left string sorts before, with or after the right one.</summary>
    public static int Compare(string? left, string? right)
    {
        if (left is null || right is null)
            return left is null ? (right is null ? 0 : -1) : 1;

        var shared = int.Min(left.Length, right.Length);
        for (var i = 0; i < shared; i++)
        {
            char a = left[i],
                b = right[i];
            if (a == b)
                continue;
            // Surrogates stand for code points above every other character, though their code units do not.
            if (char.IsSurrogate(a) != char.IsSurrogate(b))
                return char.IsSurrogate(a) ? 1 : -1;
            return a < b ? -1 : 1;
        }

        return left.Length.CompareTo(right.Length);
    }

    int IComparer<string>.Compare(string? x, string? y) => Compare(x, y);
}
