using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using Mediator;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record Command__(int Value) : ICommand<int>;

public sealed class CommandHandler__ : ICommandHandler<Command__, int>
{
    public ValueTask<int> Handle(Command__ command, CancellationToken cancellationToken) => new(Work.Of(command.Value));
}

public sealed record SuspendingCommand__(int Value) : ICommand<int>;

public sealed class SuspendingCommandHandler__(Gate gate) : ICommandHandler<SuspendingCommand__, int>
{
    public async ValueTask<int> Handle(SuspendingCommand__ command, CancellationToken cancellationToken) =>
        Work.Of(command.Value) + await gate.WaitAsync().ConfigureAwait(false);
}

public sealed record Query__(int Value) : IQuery<int>;

public sealed class QueryHandler__ : IQueryHandler<Query__, int>
{
    public ValueTask<int> Handle(Query__ query, CancellationToken cancellationToken) => new(Work.Of(query.Value));
}

public sealed record StreamQuery__(int Count) : IStreamQuery<int>;

public sealed class StreamQueryHandler__ : IStreamQueryHandler<StreamQuery__, int>
{
    public async IAsyncEnumerable<int> Handle(
        StreamQuery__ query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await default(ValueTask).ConfigureAwait(false);
        for (var i = 0; i < query.Count; i++)
            yield return Work.Of(i);
    }
}

public sealed record Happened__(int Value) : INotification;

public sealed class HappenedFirst__ : INotificationHandler<Happened__>
{
    public ValueTask Handle(Happened__ notification, CancellationToken cancellationToken)
    {
        Work.Of(notification.Value);
        return default;
    }
}

public sealed class HappenedSecond__ : INotificationHandler<Happened__>
{
    public ValueTask Handle(Happened__ notification, CancellationToken cancellationToken)
    {
        Work.Of(notification.Value);
        return default;
    }
}

public sealed class HappenedThird__ : INotificationHandler<Happened__>
{
    public ValueTask Handle(Happened__ notification, CancellationToken cancellationToken)
    {
        Work.Of(notification.Value);
        return default;
    }
}
#endregion
