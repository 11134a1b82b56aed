using System;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

internal sealed class CommandEntry<TCommand, TResult>
    : CommandEntry<TResult>,
        IPipelineEnd<TCommand, TResult>,
        IAttempt<TCommand, TResult>
    where TCommand : ICommand<TResult>
{
    private readonly Handling<TCommand, TResult> _handling;
    private readonly PipelineChain<TCommand, TResult> _around;
    private readonly PipelineChain<TCommand, TResult> _perAttempt;
    private readonly UnitRunner? _units;
    private readonly RootScope _root;
    private readonly bool _isScopePerCall;
    private readonly bool _isPlain;
    private readonly Reach _reach;
    private Call<TCommand, TResult>? _bound;

    public CommandEntry(HandlerRow row, Handling<TCommand, TResult> handling, CommandLinks links)
        : base(row)
    {
        _handling = handling;
        _units = UsesWriteSide ? links.Units : null;
        var nests = links.Pipeline.NestsFor<TCommand, TResult>(HandlerKey.Command);
        _around = new(links.Pipeline.StepsFor<TCommand, TResult>(HandlerKey.Command, perAttempt: false), nests, this);
        _perAttempt = new(
            links.Pipeline.StepsFor<TCommand, TResult>(HandlerKey.Command, perAttempt: true),
            nests,
            new HandlerEnd(handling)
        );
        _isScopePerCall = row.Lifetime == HandlerLifetime.ScopePerCall;
        _isPlain = _units is null && !_isScopePerCall && _around.IsEmpty && _perAttempt.IsEmpty;
        _root = links.Root;
        // A unit of work belongs to its call, which the conflict re-runs in another scope.
        _reach =
            _units is not null || _isScopePerCall
                ? Reach.Call
                : handling.Lifetime.Reach().And(_around.Reach).And(_perAttempt.Reach);
    }

    public string CommandName { get; } =
        typeof(TCommand).GetCustomAttribute<CommandNameAttribute>()?.Name ?? typeof(TCommand).FullName!;

    public override ValueTask<TResult> SendAsync(
        Dispatcher dispatcher,
        ICommand<TResult> command,
        CancellationToken cancellationToken
    ) =>
        (_bound ?? dispatcher.Kept<Call<TCommand, TResult>>(_reach)) is { } bound
            ? bound(Messages.As<TCommand>(command), cancellationToken)
            : SendAsync(dispatcher, (TCommand)command, cancellationToken);

    /// <summary>Sends from a dispatcher that has no bound call of the command.</summary>
    public ValueTask<TResult> SendAsync(Dispatcher dispatcher, TCommand command, CancellationToken cancellationToken)
    {
        if (dispatcher.MayKeep(_reach) && dispatcher.TryKeep(_reach, Bind) is { } call)
        {
            if (_reach == Reach.Container)
                _bound = call;
            return call(command, cancellationToken);
        }

        if (_isPlain && !dispatcher.IsRoot)
            return _handling.RunAsync(dispatcher.Provider, command, cancellationToken);
        return SendInAsync(dispatcher, command, cancellationToken);
    }

    /// <summary>The same without a result: where nothing surrounds the handler, by its very method.</summary>
    public ValueTask SendPlainAsync(Dispatcher dispatcher, TCommand command, CancellationToken cancellationToken) =>
        dispatcher.MayKeep(_reach) && dispatcher.TryKeep(_reach, BindPlain) is { } call
            ? call(command, cancellationToken)
            : Results.DropAsync(SendInAsync(dispatcher, command, cancellationToken));

    public override ValueTask<TResult> SendAsync(
        IServiceProvider scope,
        ICommand<TResult> command,
        CancellationToken cancellationToken
    ) => SendAsync(scope, (TCommand)command, cancellationToken);

    /// <summary>Sends in a scope, or in one of the call's own inside of it.</summary>
    public ValueTask<TResult> SendAsync(
        IServiceProvider scope,
        TCommand command,
        CancellationToken cancellationToken
    ) =>
        _isPlain ? _handling.RunAsync(scope, command, cancellationToken)
        : _isScopePerCall ? SendInChildAsync(scope, command, cancellationToken)
        : _around.RunAsync(scope, command, call: null, cancellationToken);

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

    private Call<TCommand, TResult> Bind(IServiceProvider scope) =>
        _around.Bind(scope, _perAttempt.Bind(scope, _handling.Bind(scope)));

    private Call<TCommand> BindPlain(IServiceProvider scope)
    {
        if (_isPlain && _handling is IPlainHandling<TCommand> plain)
            return plain.BindPlain(scope);
        var bound = Bind(scope);
        return (command, cancellationToken) => Results.DropAsync(bound(command, cancellationToken));
    }

    private ValueTask<TResult> SendInAsync(
        Dispatcher dispatcher,
        TCommand command,
        CancellationToken cancellationToken
    ) =>
        dispatcher.IsRoot
            ? SendInScopeAsync(command, cancellationToken)
            : SendAsync(dispatcher.Provider, command, cancellationToken);

    private async ValueTask<TResult> SendInScopeAsync(TCommand command, CancellationToken cancellationToken)
    {
        var scope = _root.Open(context: null);
        await using (scope.ConfigureAwait(false))
            return await SendAsync(scope.ServiceProvider, command, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<TResult> SendInChildAsync(
        IServiceProvider outer,
        TCommand command,
        CancellationToken cancellationToken
    )
    {
        var child = _root.Open(outer.GetRequiredService<MessageContext>());
        await using var _ = child.ConfigureAwait(false);
        if (_units is null)
            return await _around
                .RunAsync(child.ServiceProvider, command, call: null, cancellationToken)
                .ConfigureAwait(false);

        // The unit is the outer scope's: the one that runs there, or the one whose receipt its sender asks for.
        child.ServiceProvider.GetRequiredService<UnitOfWork>().Continue(outer.GetRequiredService<UnitOfWork>());
        return await _around
            .RunAsync(child.ServiceProvider, command, call: null, cancellationToken)
            .ConfigureAwait(false);
    }

    private sealed class HandlerEnd(Handling<TCommand, TResult> handling) : IPipelineEnd<TCommand, TResult>
    {
        public ValueTask<TResult> RunAsync(
            IServiceProvider scope,
            TCommand message,
            object? call,
            CancellationToken cancellationToken
        ) => handling.RunAsync(scope, message, cancellationToken);
    }
}
