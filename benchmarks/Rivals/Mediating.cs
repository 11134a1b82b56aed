using System;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

/// <summary>The same sixteen calls with Mediator, on its generated class where the type is known: its fastest way.</summary>
public sealed class Mediating(IServiceProvider services)
{
    private readonly Mediator _mediator = services.GetRequiredService<Mediator>();
    private readonly ISender _sender = services.GetRequiredService<ISender>();
    private readonly Gate _gate = services.GetRequiredService<Gate>();
    private readonly ICommand<int>[] _unknown =
    [
        #region each
        new Command__(__),
        #endregion
    ];

    #region each
    private readonly Command__ _command__ = new(__);
    private readonly SuspendingCommand__ _suspending__ = new(__);
    private readonly Query__ _query__ = new(__);
    private readonly StreamQuery__ _stream__ = new(100);
    private readonly Happened__ _happened__ = new(__);
    #endregion

    public static IServiceProvider Plain() => Open(_ => { });

    public static IServiceProvider SyncBehaviors() =>
        Open(services =>
            services
                .AddSingleton(typeof(IPipelineBehavior<,>), typeof(SyncFirst<,>))
                .AddSingleton(typeof(IPipelineBehavior<,>), typeof(SyncSecond<,>))
                .AddSingleton(typeof(IPipelineBehavior<,>), typeof(SyncThird<,>))
        );

    public static IServiceProvider AsyncBehaviors() =>
        Open(services =>
            services
                .AddSingleton(typeof(IPipelineBehavior<,>), typeof(AsyncFirst<,>))
                .AddSingleton(typeof(IPipelineBehavior<,>), typeof(AsyncSecond<,>))
                .AddSingleton(typeof(IPipelineBehavior<,>), typeof(AsyncThird<,>))
        );

    public int Commands()
    {
        var sum = 0;
        #region fours
        sum += Commands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Commands__()
    {
        var sum = 0;
        #region each
        sum += _mediator.Send(_command__).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int UnknownCommands()
    {
        var sum = 0;
        foreach (var command in _unknown)
            sum += _sender.Send(command).GetAwaiter().GetResult();
        return sum;
    }

    public int SuspendingCommands()
    {
        var sum = 0;
        #region fours
        sum += SuspendingCommands__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int SuspendingCommands__()
    {
        var sum = 0;
        ValueTask<int> task;
        #region each
        task = _mediator.Send(_suspending__);
        _gate.Open();
        sum += task.GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public int Queries()
    {
        var sum = 0;
        #region fours
        sum += Queries__();
        #endregion
        return sum;
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Queries__()
    {
        var sum = 0;
        #region each
        sum += _mediator.Send(_query__).GetAwaiter().GetResult();
        #endregion
        return sum;
    }
    #endregion

    public void Events()
    {
        #region fours
        Events__();
        #endregion
    }

    #region fours
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Events__()
    {
        #region each
        _mediator.Publish(_happened__).GetAwaiter().GetResult();
        #endregion
    }
    #endregion

    public async Task<int> StreamsAsync()
    {
        var sum = 0;
        #region each
        sum += await Stream__Async().ConfigureAwait(false);
        #endregion
        return sum;
    }

    #region each
    private async ValueTask<int> Stream__Async()
    {
        var sum = 0;
        await foreach (var item in _mediator.CreateStream(_stream__).ConfigureAwait(false))
            sum += item;
        return sum;
    }
    #endregion

    private static IServiceProvider Open(Action<IServiceCollection> configure)
    {
        var services = new ServiceCollection();
        services.AddSingleton<Gate>();
        configure(services);
        services.AddMediator();
        return services.BuildServiceProvider().CreateScope().ServiceProvider;
    }

    private sealed class SyncFirst<TMessage, TResponse> : IPipelineBehavior<TMessage, TResponse>
        where TMessage : IMessage
    {
        public ValueTask<TResponse> Handle(
            TMessage message,
            MessageHandlerDelegate<TMessage, TResponse> next,
            CancellationToken cancellationToken
        ) => next(message, cancellationToken);
    }

    private sealed class SyncSecond<TMessage, TResponse> : IPipelineBehavior<TMessage, TResponse>
        where TMessage : IMessage
    {
        public ValueTask<TResponse> Handle(
            TMessage message,
            MessageHandlerDelegate<TMessage, TResponse> next,
            CancellationToken cancellationToken
        ) => next(message, cancellationToken);
    }

    private sealed class SyncThird<TMessage, TResponse> : IPipelineBehavior<TMessage, TResponse>
        where TMessage : IMessage
    {
        public ValueTask<TResponse> Handle(
            TMessage message,
            MessageHandlerDelegate<TMessage, TResponse> next,
            CancellationToken cancellationToken
        ) => next(message, cancellationToken);
    }

    private sealed class AsyncFirst<TMessage, TResponse> : IPipelineBehavior<TMessage, TResponse>
        where TMessage : IMessage
    {
        public async ValueTask<TResponse> Handle(
            TMessage message,
            MessageHandlerDelegate<TMessage, TResponse> next,
            CancellationToken cancellationToken
        ) => await next(message, cancellationToken).ConfigureAwait(false);
    }

    private sealed class AsyncSecond<TMessage, TResponse> : IPipelineBehavior<TMessage, TResponse>
        where TMessage : IMessage
    {
        public async ValueTask<TResponse> Handle(
            TMessage message,
            MessageHandlerDelegate<TMessage, TResponse> next,
            CancellationToken cancellationToken
        ) => await next(message, cancellationToken).ConfigureAwait(false);
    }

    private sealed class AsyncThird<TMessage, TResponse> : IPipelineBehavior<TMessage, TResponse>
        where TMessage : IMessage
    {
        public async ValueTask<TResponse> Handle(
            TMessage message,
            MessageHandlerDelegate<TMessage, TResponse> next,
            CancellationToken cancellationToken
        ) => await next(message, cancellationToken).ConfigureAwait(false);
    }
}
