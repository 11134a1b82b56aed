using System;
using System.Threading.Tasks;
using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

public sealed record MassAnswer(int Value);

#region each
public sealed record MassCommand__(int Value);

public sealed class MassCommandConsumer__ : IConsumer<MassCommand__>
{
    public Task Consume(ConsumeContext<MassCommand__> context) =>
        context.RespondAsync(new MassAnswer(Work.Of(context.Message.Value)));
}

public sealed record MassEvent__(int Value);

public sealed class MassEventFirst__ : IConsumer<MassEvent__>
{
    public Task Consume(ConsumeContext<MassEvent__> context)
    {
        Work.Of(context.Message.Value);
        return Task.CompletedTask;
    }
}

public sealed class MassEventSecond__ : IConsumer<MassEvent__>
{
    public Task Consume(ConsumeContext<MassEvent__> context)
    {
        Work.Of(context.Message.Value);
        return Task.CompletedTask;
    }
}

public sealed class MassEventThird__ : IConsumer<MassEvent__>
{
    public Task Consume(ConsumeContext<MassEvent__> context)
    {
        Work.Of(context.Message.Value);
        return Task.CompletedTask;
    }
}

#endregion

/// <summary>MassTransit's mediator.</summary>
public sealed class MassTransitRival
{
    private readonly IMediator _mediator;

    #region each
    private readonly MassCommand__ _command__ = new(__);
    private readonly MassEvent__ _event__ = new(__);
    private readonly IRequestClient<MassCommand__> _client__;
    #endregion

    public MassTransitRival(bool behaviors)
    {
        var services = new ServiceCollection();
        services.AddMediator(mediator =>
        {
            #region each
            mediator.AddConsumer<MassCommandConsumer__>();
            mediator.AddConsumer<MassEventFirst__>();
            mediator.AddConsumer<MassEventSecond__>();
            mediator.AddConsumer<MassEventThird__>();
            #endregion
            if (!behaviors)
                return;
            mediator.ConfigureMediator(
                (context, configure) =>
                {
                    configure.UseConsumeFilter(typeof(First<>), context);
                    configure.UseConsumeFilter(typeof(Second<>), context);
                    configure.UseConsumeFilter(typeof(Third<>), context);
                }
            );
        });
        _mediator = services.BuildServiceProvider().GetRequiredService<IMediator>();
        #region each
        _client__ = _mediator.CreateRequestClient<MassCommand__>();
        #endregion
    }

    public async Task<int> CommandsAsync()
    {
        var sum = 0;
        #region each
        sum += (await _client__.GetResponse<MassAnswer>(_command__).ConfigureAwait(false)).Message.Value;
        #endregion
        return sum;
    }

    public async Task EventsAsync()
    {
        #region each
        await _mediator.Publish(_event__).ConfigureAwait(false);
        #endregion
    }

    private sealed class First<T> : IFilter<ConsumeContext<T>>
        where T : class
    {
        public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next) => next.Send(context);

        public void Probe(ProbeContext context) { }
    }

    private sealed class Second<T> : IFilter<ConsumeContext<T>>
        where T : class
    {
        public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next) => next.Send(context);

        public void Probe(ProbeContext context) { }
    }

    private sealed class Third<T> : IFilter<ConsumeContext<T>>
        where T : class
    {
        public Task Send(ConsumeContext<T> context, IPipe<ConsumeContext<T>> next) => next.Send(context);

        public void Probe(ProbeContext context) { }
    }
}
