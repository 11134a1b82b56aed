using System;

namespace CqrsKit.Pipeline;

/// <summary>A step that is one around-behavior, which a generated nest may take in.</summary>
internal interface IBehaviorStep
{
    /// <summary>The closed class.</summary>
    Type Behavior { get; }

    /// <summary>The instance of a scope.</summary>
    object InstanceIn(IServiceProvider scope);
}
