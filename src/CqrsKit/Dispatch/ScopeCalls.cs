using System;

namespace CqrsKit.Dispatch;

/// <summary>
/// The calls that are bound to one scope's instances, as one dispatcher of that scope remembers them: a slot's call stands
/// at its lowest bits. It grows where two meet, up to a limit from where on the later one takes the place. What it forgets
/// is bound again to the same instances.
/// </summary>
internal static class ScopeCalls
{
    private const int Most = 256;

    /// <summary>What a scope begins with.</summary>
    public static Delegate?[] Cold { get; } = [];

    /// <summary>What a scope that has dispatched once goes on with; nothing is ever kept in it.</summary>
    public static Delegate?[] Warm { get; } = new Delegate?[1];

    /// <summary>The array to go on with, with the call kept.</summary>
    public static Delegate?[] Keep(Delegate?[] calls, int slot, Delegate call)
    {
        var size = Math.Max(calls.Length, 8); // so that neither of the two above is written to
        while (size < Most && Meets(calls, slot, size))
            size *= 2;
        if (size == calls.Length)
        {
            calls[slot & (size - 1)] = call;
            return calls;
        }

        // Larger, it begins anew: a slot's number is not kept beside its call, and binding again is cheap.
        var larger = new Delegate?[size];
        larger[slot & (size - 1)] = call;
        return larger;
    }

    private static bool Meets(Delegate?[] calls, int slot, int size) =>
        size == calls.Length && calls[slot & (size - 1)] is not null;
}
