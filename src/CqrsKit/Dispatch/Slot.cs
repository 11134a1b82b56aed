using System;
using System.Threading;

namespace CqrsKit.Dispatch;

/// <summary>Counts the slots that were given out.</summary>
internal static class Slot
{
    private static int _count;

    public static int Next() => Interlocked.Increment(ref _count) - 1;
}

/// <summary>
/// The place of a call's type in every container's array of calls. A number of the process, like a type's own handle: it
/// holds no handler, so that two containers share nothing but the numbering.
/// </summary>
internal static class Slot<TCall>
    where TCall : Delegate
{
    public static readonly int Index = Slot.Next();
}
