using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Events;
using CqrsKit.Queries;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record Command__(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class CommandHandler__ : ICommandHandler<Command__, int>
{
    public ValueTask<int> HandleAsync(Command__ command, CancellationToken cancellationToken) =>
        new(Work.Of(command.Value));
}

public sealed record ScopedCommand__(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Scoped)]
public sealed class ScopedCommandHandler__ : ICommandHandler<ScopedCommand__, int>
{
    public ValueTask<int> HandleAsync(ScopedCommand__ command, CancellationToken cancellationToken) =>
        new(Work.Of(command.Value));
}

public sealed record SuspendingCommand__(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class SuspendingCommandHandler__(Gate gate) : ICommandHandler<SuspendingCommand__, int>
{
    public async ValueTask<int> HandleAsync(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        Work.Of(command.Value) + await gate.WaitAsync().ConfigureAwait(false);
}

public sealed record Query__(int Value) : IQuery<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class QueryHandler__ : IQueryHandler<Query__, int>
{
    public ValueTask<int> HandleAsync(Query__ query, CancellationToken cancellationToken) => new(Work.Of(query.Value));
}

public sealed record StreamQuery__(int Count) : IStreamQuery<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class StreamQueryHandler__ : IStreamQueryHandler<StreamQuery__, int>
{
    public async IAsyncEnumerable<int> HandleAsync(
        StreamQuery__ query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await default(ValueTask).ConfigureAwait(false);
        for (var i = 0; i < query.Count; i++)
            yield return Work.Of(i);
    }
}

[EventName("happened-__")]
public sealed record Happened__(int Value) : IEvent;

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class HappenedFirst__ : IEventHandler<Happened__>
{
    public ValueTask HandleAsync(Happened__ @event, CancellationToken cancellationToken)
    {
        Work.Of(@event.Value);
        return default;
    }
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class HappenedSecond__ : IEventHandler<Happened__>
{
    public ValueTask HandleAsync(Happened__ @event, CancellationToken cancellationToken)
    {
        Work.Of(@event.Value);
        return default;
    }
}

[HandlerLifetime(HandlerLifetime.Singleton)]
public sealed class HappenedThird__ : IEventHandler<Happened__>
{
    public ValueTask HandleAsync(Happened__ @event, CancellationToken cancellationToken)
    {
        Work.Of(@event.Value);
        return default;
    }
}
#endregion
