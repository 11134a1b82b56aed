using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

internal sealed class CommandRegistration<TCommand, TResult>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    CommandCall<TCommand, TResult> call
) : CommandRegistration(typeof(TCommand), typeof(TResult), handler)
    where TCommand : ICommand<TResult>
{
    public override CommandEntry Link(PipelineTable pipeline, IServiceProvider services) =>
        new CommandEntry<TCommand, TResult>(Handler, call, pipeline, services);
}
