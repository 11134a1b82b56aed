using System;
using System.Reflection;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>A registered behavior or hook, closed or open generic; one row of the pipeline's table, in order.</summary>
/// <param name="Type">The class.</param>
/// <param name="Table">The table that lists its closed forms; null where start-up closes it.</param>
internal sealed record BehaviorRegistration(Type Type, Type? Table = null)
{
    /// <summary>Whether it runs inside the retry of a command's unit.</summary>
    public bool IsPerAttempt { get; } = Type.IsDefined(typeof(PerAttemptAttribute));

    /// <summary>How long an instance lives where the class is not registered with the container.</summary>
    public HandlerLifetime Lifetime { get; } = Parts.Declared(Type);

    /// <summary>Whether a closed class is this one.</summary>
    public bool IsOf(Type closed) =>
        closed == Type
        || (closed.IsGenericType && Type.IsGenericTypeDefinition && closed.GetGenericTypeDefinition() == Type);
}
