using System.Runtime.CompilerServices;

namespace CqrsKit.Dispatch;

/// <summary>A message as the type under which its path was found: that of the very object, so that nothing is left to check.</summary>
internal static class Messages
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TMessage As<TMessage>(object message) =>
        typeof(TMessage).IsValueType ? (TMessage)message : Unsafe.As<object, TMessage>(ref message);
}
