using System;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

/// <summary>Rows of the table of handlers for commands.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CommandRow
{
    /// <summary>The handler of a command with a result.</summary>
    /// <param name="create">Makes an instance; null where the container does.</param>
    /// <param name="lifetime">How long an instance lives where the container has no registration of the class.</param>
    public static HandlerRow Of<
        TCommand,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(Func<IServiceProvider, THandler>? create, HandlerLifetime lifetime)
        where TCommand : ICommand<TResult>
        where THandler : class, ICommandHandler<TCommand, TResult> =>
        new CommandHandlerRow<TCommand, TResult>(
            typeof(THandler),
            lifetime,
            parts => new CommandHandling<TCommand, TResult, THandler>(parts.Of(lifetime, create))
        );

    /// <summary>The handler of a command without a result.</summary>
    /// <param name="create">Makes an instance; null where the container does.</param>
    /// <param name="lifetime">How long an instance lives where the container has no registration of the class.</param>
    public static HandlerRow Of<
        TCommand,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(Func<IServiceProvider, THandler>? create, HandlerLifetime lifetime)
        where TCommand : ICommand
        where THandler : class, ICommandHandler<TCommand> =>
        new CommandHandlerRow<TCommand, NoResult>(
            typeof(THandler),
            lifetime,
            parts => new PlainHandling<TCommand, THandler>(parts.Of(lifetime, create))
        );
}
