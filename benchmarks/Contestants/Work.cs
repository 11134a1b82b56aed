using System.Runtime.CompilerServices;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>What every handler does: one call that is not inlined.</summary>
internal static class Work
{
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int Of(int value) => value + 1;
}
