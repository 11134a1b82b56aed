using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using FastEndpoints;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record FastCommand__(int Value) : ICommand<int>;

public sealed class FastCommandHandler__ : ICommandHandler<FastCommand__, int>
{
    public Task<int> ExecuteAsync(FastCommand__ command, CancellationToken ct) =>
        Task.FromResult(Work.Of(command.Value));
}

public sealed record FastStream__(int Count) : IStreamCommand<int>;

public sealed class FastStreamHandler__ : IStreamCommandHandler<FastStream__, int>
{
    public async IAsyncEnumerable<int> ExecuteAsync(FastStream__ command, [EnumeratorCancellation] CancellationToken ct)
    {
        await default(ValueTask).ConfigureAwait(false);
        for (var i = 0; i < command.Count; i++)
            yield return Work.Of(i);
    }
}

public sealed record FastEvent__(int Value) : IEvent;

public sealed class FastEventFirst__ : IEventHandler<FastEvent__>
{
    public Task HandleAsync(FastEvent__ eventModel, CancellationToken ct)
    {
        Work.Of(eventModel.Value);
        return Task.CompletedTask;
    }
}

public sealed class FastEventSecond__ : IEventHandler<FastEvent__>
{
    public Task HandleAsync(FastEvent__ eventModel, CancellationToken ct)
    {
        Work.Of(eventModel.Value);
        return Task.CompletedTask;
    }
}

public sealed class FastEventThird__ : IEventHandler<FastEvent__>
{
    public Task HandleAsync(FastEvent__ eventModel, CancellationToken ct)
    {
        Work.Of(eventModel.Value);
        return Task.CompletedTask;
    }
}

#endregion

/// <summary>FastEndpoints' command and event bus.</summary>
public sealed class FastEndpointsRival
{
    #region each
    private readonly FastCommand__ _command__ = new(__);
    private readonly FastStream__ _stream__ = new(100);
    private readonly FastEvent__ _event__ = new(__);
    #endregion

    public FastEndpointsRival(bool behaviors, bool @async)
    {
        var services = new ServiceCollection().AddMessaging(typeof(FastEndpointsRival).Assembly);
        if (behaviors && async)
            services.AddCommandMiddleware(middleware =>
                middleware.Register(typeof(AsyncFirst<,>), typeof(AsyncSecond<,>), typeof(AsyncThird<,>))
            );
        else if (behaviors)
            services.AddCommandMiddleware(middleware =>
                middleware.Register(typeof(First<,>), typeof(Second<,>), typeof(Third<,>))
            );
        services.BuildServiceProvider().UseMessaging();
    }

    public async Task<int> CommandsAsync()
    {
        var sum = 0;
        #region each
        sum += await _command__.ExecuteAsync().ConfigureAwait(false);
        #endregion
        return sum;
    }

    public async Task EventsAsync()
    {
        #region each
        await _event__.PublishAsync().ConfigureAwait(false);
        #endregion
    }

    public async Task<int> StreamsAsync()
    {
        var sum = 0;
        #region each
        await foreach (var item in _stream__.ExecuteAsync().ConfigureAwait(false))
            sum += item;
        #endregion
        return sum;
    }

    private sealed class First<TCommand, TResult> : ICommandMiddleware<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public Task<TResult> ExecuteAsync(TCommand command, CommandDelegate<TResult> next, CancellationToken ct) =>
            next();
    }

    private sealed class Second<TCommand, TResult> : ICommandMiddleware<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public Task<TResult> ExecuteAsync(TCommand command, CommandDelegate<TResult> next, CancellationToken ct) =>
            next();
    }

    private sealed class Third<TCommand, TResult> : ICommandMiddleware<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public Task<TResult> ExecuteAsync(TCommand command, CommandDelegate<TResult> next, CancellationToken ct) =>
            next();
    }

    private sealed class AsyncFirst<TCommand, TResult> : ICommandMiddleware<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public async Task<TResult> ExecuteAsync(
            TCommand command,
            CommandDelegate<TResult> next,
            CancellationToken ct
        ) => await next().ConfigureAwait(false);
    }

    private sealed class AsyncSecond<TCommand, TResult> : ICommandMiddleware<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public async Task<TResult> ExecuteAsync(
            TCommand command,
            CommandDelegate<TResult> next,
            CancellationToken ct
        ) => await next().ConfigureAwait(false);
    }

    private sealed class AsyncThird<TCommand, TResult> : ICommandMiddleware<TCommand, TResult>
        where TCommand : ICommand<TResult>
    {
        public async Task<TResult> ExecuteAsync(
            TCommand command,
            CommandDelegate<TResult> next,
            CancellationToken ct
        ) => await next().ConfigureAwait(false);
    }
}
