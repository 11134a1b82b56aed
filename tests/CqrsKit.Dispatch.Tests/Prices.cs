using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Queries;

namespace CqrsKit.Dispatch.Tests;

internal sealed record Price(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class PriceHandler : ICommandHandler<Price, int>
{
    public ValueTask<int> HandleAsync(Price command, CancellationToken cancellationToken) => new(command.Value);
}

internal sealed record ScopedPrice(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class ScopedPriceHandler : ICommandHandler<ScopedPrice, int>
{
    public ValueTask<int> HandleAsync(ScopedPrice command, CancellationToken cancellationToken) => new(command.Value);
}

internal sealed record AskPrice(int Value) : IQuery<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class AskPriceHandler : IQueryHandler<AskPrice, int>
{
    public ValueTask<int> HandleAsync(AskPrice query, CancellationToken cancellationToken) => new(query.Value);
}

internal sealed record AllPrices(int Count) : IStreamQuery<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class AllPricesHandler : IStreamQueryHandler<AllPrices, int>
{
    public async IAsyncEnumerable<int> HandleAsync(
        AllPrices query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await default(ValueTask).ConfigureAwait(false);
        for (var i = 0; i < query.Count; i++)
            yield return i;
    }
}

internal sealed record SlowPrice(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class SlowPriceHandler : ICommandHandler<SlowPrice, int>
{
    public async ValueTask<int> HandleAsync(SlowPrice command, CancellationToken cancellationToken) =>
        command.Value + await Gate.Only.WaitAsync().ConfigureAwait(false);
}

[EventName("priced")]
internal sealed record Priced : IEvent;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class PricedFirst : IEventHandler<Priced>
{
    public ValueTask HandleAsync(Priced @event, CancellationToken cancellationToken) => default;
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class PricedSecond : IEventHandler<Priced>
{
    public ValueTask HandleAsync(Priced @event, CancellationToken cancellationToken) => default;
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class PricedThird : IEventHandler<Priced>
{
    public ValueTask HandleAsync(Priced @event, CancellationToken cancellationToken) => default;
}
