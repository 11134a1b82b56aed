using System;
using System.Reflection;

namespace CqrsKit.Pipeline;

/// <summary>A registered behavior or hook, closed or open generic; one row of the pipeline's table, in order.</summary>
/// <param name="Type">The class.</param>
internal sealed record BehaviorRegistration(Type Type)
{
    /// <summary>Whether it runs inside the retry of a command's unit.</summary>
    public bool IsPerAttempt { get; } = Type.IsDefined(typeof(PerAttemptAttribute));
}
