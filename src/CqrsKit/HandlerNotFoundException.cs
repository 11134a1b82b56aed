using System;

namespace CqrsKit;

/// <summary>A command or query was sent that no handler is registered for.</summary>
public sealed class HandlerNotFoundException(Type message)
    : CqrsKitException(
        $"No handler is registered for {message}. Write one, and add its assembly's handlers with AddHandlers<…>() or AddHandlersFrom(assembly), or the handler itself."
    )
{
    /// <summary>The type of the message.</summary>
    public Type MessageType { get; } = message;
}
