using System;

namespace CqrsKit.Pipeline;

/// <summary>A behavior or hook in a chain, which a nest that was composed at compile time takes in.</summary>
internal interface ILink
{
    /// <summary>The closed class.</summary>
    Type Behavior { get; }

    /// <summary>The instance of a scope.</summary>
    object InstanceIn(IServiceProvider scope);
}
