using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;

namespace CqrsKit.Dispatch;

/// <summary>One row of the table of handlers; how the table is filled (a scan, a call, a generator) does not matter to it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class HandlerRow
{
    private protected HandlerRow(
        char kind,
        Type message,
        Type? result,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
        HandlerLifetime lifetime
    )
    {
        Kind = kind;
        Message = message;
        Result = result;
        Handler = handler;
        Lifetime = lifetime;
    }

    /// <summary>What is handled.</summary>
    public Type Message { get; }

    /// <summary>The result's or item's type; null for events.</summary>
    public Type? Result { get; }

    /// <summary>The handler's class.</summary>
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type Handler { get; }

    /// <summary>How long an instance lives where the container has no registration of the class.</summary>
    public HandlerLifetime Lifetime { get; }

    internal char Kind { get; }

    internal bool IsStream => Kind == HandlerKey.Stream;
}
