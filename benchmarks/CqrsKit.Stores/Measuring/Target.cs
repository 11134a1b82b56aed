using System;
using System.Globalization;

namespace CqrsKit.Stores.Measuring;

/// <summary>Prints a figure beside what it should be, one line that a script can read; a short one is never hidden.</summary>
internal static class Target
{
    public static void AtLeast(string name, double value, double limit) => Print(name, value, limit, value >= limit);

    public static void AtMost(string name, double value, double limit) => Print(name, value, limit, value <= limit);

    private static void Print(string name, double value, double limit, bool isMet) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"target {name} {value:0.00} {limit:0.00} {(isMet ? "met" : "short")}"
            )
        );
}
