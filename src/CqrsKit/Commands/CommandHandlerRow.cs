using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;

namespace CqrsKit.Commands;

internal abstract class CommandHandlerRow(
    Type message,
    Type result,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    HandlerLifetime lifetime
) : HandlerRow(HandlerKey.Command, message, result, handler, lifetime)
{
    /// <summary>Links the pipeline and the handler; called at the first dispatch of the message.</summary>
    public abstract CommandEntry Link(CommandLinks links);
}

internal sealed class CommandHandlerRow<TCommand, TResult>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    HandlerLifetime lifetime,
    Func<Parts, Handling<TCommand, TResult>> handling
) : CommandHandlerRow(typeof(TCommand), typeof(TResult), handler, lifetime)
    where TCommand : ICommand<TResult>
{
    public override CommandEntry Link(CommandLinks links) =>
        new CommandEntry<TCommand, TResult>(this, handling(links.Parts), links);
}
