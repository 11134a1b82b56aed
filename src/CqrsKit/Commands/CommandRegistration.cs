using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

/// <summary>One row of the table of command handlers; how the table is filled (a scan, a call, a generator) does not matter to it.</summary>
internal abstract class CommandRegistration(
    Type message,
    Type result,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
)
{
    public Type Message => message;
    public Type Result => result;

    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)]
    public Type Handler { get; } = handler;

    /// <summary>Links the pipeline and the handler; called once, at the first dispatch of the message.</summary>
    public abstract CommandEntry Link(PipelineTable pipeline, IServiceProvider services);
}
