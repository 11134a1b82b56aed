#if MEDIATR
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using MediatR;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record MediatRCommand__(int Value) : IRequest<int>;

public sealed class MediatRHandler__ : IRequestHandler<MediatRCommand__, int>
{
    public Task<int> Handle(MediatRCommand__ request, CancellationToken cancellationToken) =>
        Task.FromResult(Work.Of(request.Value));
}

public sealed record MediatRStream__(int Count) : IStreamRequest<int>;

public sealed class MediatRStreamHandler__ : IStreamRequestHandler<MediatRStream__, int>
{
    public async IAsyncEnumerable<int> Handle(
        MediatRStream__ request,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await default(ValueTask).ConfigureAwait(false);
        for (var i = 0; i < request.Count; i++)
            yield return Work.Of(i);
    }
}

public sealed record MediatREvent__(int Value) : INotification;

public sealed class MediatREventFirst__ : INotificationHandler<MediatREvent__>
{
    public Task Handle(MediatREvent__ notification, CancellationToken cancellationToken)
    {
        Work.Of(notification.Value);
        return Task.CompletedTask;
    }
}

public sealed class MediatREventSecond__ : INotificationHandler<MediatREvent__>
{
    public Task Handle(MediatREvent__ notification, CancellationToken cancellationToken)
    {
        Work.Of(notification.Value);
        return Task.CompletedTask;
    }
}

public sealed class MediatREventThird__ : INotificationHandler<MediatREvent__>
{
    public Task Handle(MediatREvent__ notification, CancellationToken cancellationToken)
    {
        Work.Of(notification.Value);
        return Task.CompletedTask;
    }
}

#endregion

/// <summary>MediatR.</summary>
public sealed class MediatRRival
{
    private readonly IMediator _mediator;

    #region each
    private readonly MediatRCommand__ _command__ = new(__);
    private readonly MediatRStream__ _stream__ = new(100);
    private readonly MediatREvent__ _event__ = new(__);
    #endregion

    public MediatRRival(bool behaviors)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMediatR(options =>
        {
            options.RegisterServicesFromAssembly(typeof(MediatRRival).Assembly);
            if (!behaviors)
                return;
            options.AddOpenBehavior(typeof(First<,>));
            options.AddOpenBehavior(typeof(Second<,>));
            options.AddOpenBehavior(typeof(Third<,>));
        });
        _mediator = services.BuildServiceProvider().CreateScope().ServiceProvider.GetRequiredService<IMediator>();
    }

    public async Task<int> CommandsAsync()
    {
        var sum = 0;
        #region each
        sum += await _mediator.Send(_command__).ConfigureAwait(false);
        #endregion
        return sum;
    }

    public async Task EventsAsync()
    {
        #region each
        await _mediator.Publish(_event__).ConfigureAwait(false);
        #endregion
    }

    public async Task<int> StreamsAsync()
    {
        var sum = 0;
        #region each
        await foreach (var item in _mediator.CreateStream(_stream__).ConfigureAwait(false))
            sum += item;
        #endregion
        return sum;
    }

    private sealed class First<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
        where TRequest : notnull
    {
        public Task<TResponse> Handle(
            TRequest request,
            RequestHandlerDelegate<TResponse> next,
            CancellationToken cancellationToken
        ) => next();
    }

    private sealed class Second<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
        where TRequest : notnull
    {
        public Task<TResponse> Handle(
            TRequest request,
            RequestHandlerDelegate<TResponse> next,
            CancellationToken cancellationToken
        ) => next();
    }

    private sealed class Third<TRequest, TResponse> : IPipelineBehavior<TRequest, TResponse>
        where TRequest : notnull
    {
        public Task<TResponse> Handle(
            TRequest request,
            RequestHandlerDelegate<TResponse> next,
            CancellationToken cancellationToken
        ) => next();
    }
}
#endif
