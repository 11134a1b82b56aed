using System;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

internal sealed class CommandEntry<TCommand, TResult>
    : CommandEntry<TResult>,
        IPipelineEnd<TCommand, TResult>,
        IAttempt<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    private readonly PipelineChain<TCommand, TResult> _around;
    private readonly PipelineChain<TCommand, TResult> _perAttempt;
    private readonly UnitRunner? _units;

    public CommandEntry(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
        CommandCall<TCommand, TResult> call,
        PipelineTable pipeline,
        IServiceProvider services
    )
        : base(handler)
    {
        _units = UsesWriteSide ? services.GetRequiredService<UnitRunner>() : null;
        _around = new(pipeline.StepsFor<TCommand, TResult>(perAttempt: false), this);
        _perAttempt = new(pipeline.StepsFor<TCommand, TResult>(perAttempt: true), new HandlerEnd(call));
    }

    public string CommandName { get; } =
        typeof(TCommand).GetCustomAttribute<CommandNameAttribute>()?.Name ?? typeof(TCommand).FullName!;

    public override ValueTask<TResult> SendAsync(
        IServiceProvider scope,
        ICommand<TResult> command,
        CancellationToken cancellationToken
    ) => _around.RunAsync(scope, (TCommand)command, call: null, cancellationToken);

    public ValueTask<TResult> InvokeAsync(
        IServiceProvider scope,
        TCommand command,
        CancellationToken cancellationToken
    ) => _perAttempt.RunAsync(scope, command, call: null, cancellationToken);

    ValueTask<TResult> IPipelineEnd<TCommand, TResult>.RunAsync(
        IServiceProvider scope,
        TCommand message,
        object? call,
        CancellationToken cancellationToken
    ) =>
        _units is not null
            ? _units.RunAsync<TCommand, TResult>(scope, message, this, cancellationToken)
            : InvokeAsync(scope, message, cancellationToken);

    private sealed class HandlerEnd(CommandCall<TCommand, TResult> handle) : IPipelineEnd<TCommand, TResult>
    {
        public ValueTask<TResult> RunAsync(
            IServiceProvider scope,
            TCommand message,
            object? call,
            CancellationToken cancellationToken
        ) => handle(scope, message, cancellationToken);
    }
}
