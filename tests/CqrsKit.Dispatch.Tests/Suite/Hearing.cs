using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Events;

namespace CqrsKit.Dispatch.Tests.Suite;

internal abstract class Hears(Log log, string line)
{
    public ValueTask HearAsync()
    {
        log.Add(line);
        return default;
    }
}

internal interface IListed : IEvent;

[EventName("suite-listed")]
internal sealed record Listed : IListed;

internal sealed class ListOuter(Log log) : Hears(log, "outer"), IEventHandler<Listed>
{
    public ValueTask HandleAsync(Listed @event, CancellationToken cancellationToken) => HearAsync();

    internal sealed class Inner(Log log) : Hears(log, "inner"), IEventHandler<Listed>
    {
        public ValueTask HandleAsync(Listed @event, CancellationToken cancellationToken) => HearAsync();
    }
}

internal sealed class ListOuterA(Log log) : Hears(log, "outerA"), IEventHandler<IListed>
{
    public ValueTask HandleAsync(IListed @event, CancellationToken cancellationToken) => HearAsync();
}

internal sealed class LisTa(Log log) : Hears(log, "a"), IEventHandler<Listed>
{
    public ValueTask HandleAsync(Listed @event, CancellationToken cancellationToken) => HearAsync();
}

internal sealed class LisTB(Log log) : Hears(log, "B"), IEventHandler<IListed>
{
    public ValueTask HandleAsync(IListed @event, CancellationToken cancellationToken) => HearAsync();
}

/// <summary>Stands among the handlers once for each of its interfaces.</summary>
internal sealed class ListTwice(Log log) : IEventHandler<Listed>, IEventHandler<IListed>
{
    public ValueTask HandleAsync(Listed @event, CancellationToken cancellationToken)
    {
        log.Add("type");
        return default;
    }

    public ValueTask HandleAsync(IListed @event, CancellationToken cancellationToken)
    {
        log.Add("face");
        return default;
    }
}

[HandlerOrder(-1)]
internal sealed class ZEarly(Log log) : Hears(log, "early"), IEventHandler<IListed>
{
    public ValueTask HandleAsync(IListed @event, CancellationToken cancellationToken) => HearAsync();
}

[HandlerOrder(1)]
internal sealed class ALate(Log log) : Hears(log, "late"), IEventHandler<Listed>
{
    public ValueTask HandleAsync(Listed @event, CancellationToken cancellationToken) => HearAsync();
}

/// <summary>Generic, so that it is not among the assembly's own.</summary>
internal sealed class Extra<T>(Log log) : Hears(log, typeof(T).Name), IEventHandler<IListed>
{
    public ValueTask HandleAsync(IListed @event, CancellationToken cancellationToken) => HearAsync();
}

internal interface IRisky : IEvent;

[EventName("suite-risk")]
internal sealed record Risk(bool IsSafe = false) : IRisky;

internal sealed class RiskA : IEventHandler<Risk>
{
    public ValueTask HandleAsync(Risk @event, CancellationToken cancellationToken) =>
        @event.IsSafe ? default : throw new NotSupportedException("at once");
}

internal sealed class RiskB(Log log) : IEventHandler<IRisky>
{
    public async ValueTask HandleAsync(IRisky @event, CancellationToken cancellationToken)
    {
        await Task.Yield();
        log.Add("b");
    }
}

internal sealed class RiskC : IEventHandler<Risk>
{
    public async ValueTask HandleAsync(Risk @event, CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (!@event.IsSafe)
            throw new NotSupportedException("later");
    }
}

[EventName("suite-gated")]
internal sealed record Gated(TaskCompletionSource Open) : IEvent;

internal sealed class GateA(Log log) : IEventHandler<Gated>
{
    public async ValueTask HandleAsync(Gated @event, CancellationToken cancellationToken)
    {
        log.Add("waits");
        await @event.Open.Task;
        log.Add("waited");
    }
}

internal sealed class GateB(Log log) : IEventHandler<Gated>
{
    public ValueTask HandleAsync(Gated @event, CancellationToken cancellationToken)
    {
        log.Add("opens");
        @event.Open.SetResult();
        return default;
    }
}

[EventName("suite-made")]
internal sealed record Made : IEvent;

internal sealed class MadeA(Log log) : Hears(log, "a"), IEventHandler<Made>
{
    public ValueTask HandleAsync(Made @event, CancellationToken cancellationToken) => HearAsync();
}

internal sealed class MadeB(Log log, Broken broken) : Hears(log, $"{broken}"), IEventHandler<Made>
{
    public ValueTask HandleAsync(Made @event, CancellationToken cancellationToken) => HearAsync();
}

internal sealed class MadeC(Log log) : Hears(log, "c"), IEventHandler<Made>
{
    public ValueTask HandleAsync(Made @event, CancellationToken cancellationToken) => HearAsync();
}

internal interface ISeeing
{
    List<object> Seen { get; }
}

[EventName("suite-where")]
internal sealed record Where : IEvent, ISeeing
{
    public List<object> Seen { get; } = [];
}

internal sealed class WhereA(Marker marker) : IEventHandler<Where>
{
    public ValueTask HandleAsync(Where @event, CancellationToken cancellationToken)
    {
        @event.Seen.Add(marker);
        return default;
    }
}

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class WhereB(Marker marker) : IEventHandler<Where>
{
    public ValueTask HandleAsync(Where @event, CancellationToken cancellationToken)
    {
        @event.Seen.Add(marker);
        return default;
    }
}

[EventName("suite-apart")]
internal sealed record Apart : IEvent, ISeeing
{
    public List<object> Seen { get; } = [];
}

[HandlerLifetime(HandlerLifetime.ScopePerCall)]
internal sealed class OnApart(Marker marker, MessageContext context, Log log) : IEventHandler<Apart>, IDisposable
{
    public ValueTask HandleAsync(Apart @event, CancellationToken cancellationToken)
    {
        @event.Seen.Add(marker);
        log.Add(context.Tenant);
        return default;
    }

    public void Dispose() => log.Add("closed");
}

internal interface ITicked : IEvent
{
    int At { get; }
}

[EventName("suite-ticked")]
internal readonly record struct Ticked(int At) : ITicked;

internal sealed record Changed<T>(T To) : IEvent;

internal sealed class OnTicks(Log log)
    : IEventHandler<ITicked>,
        IEventHandler<Ticked>,
        IEventHandler<Changed<int>>,
        IEventHandler<Changed<string>>
{
    public ValueTask HandleAsync(ITicked @event, CancellationToken cancellationToken) => Add($"any:{@event.At}");

    public ValueTask HandleAsync(Ticked @event, CancellationToken cancellationToken) => Add($"own:{@event.At}");

    public ValueTask HandleAsync(Changed<int> @event, CancellationToken cancellationToken) => Add("number");

    public ValueTask HandleAsync(Changed<string> @event, CancellationToken cancellationToken) => Add("text");

    private ValueTask Add(string line)
    {
        log.Add(line);
        return default;
    }
}

[EventName("suite-seen")]
internal sealed record Seen(List<CancellationToken> Tokens) : IEvent;

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class OnSeen : IEventHandler<Seen>
{
    public ValueTask HandleAsync(Seen @event, CancellationToken cancellationToken)
    {
        @event.Tokens.Add(cancellationToken);
        return default;
    }
}

[EventName("suite-knocked")]
internal sealed record Knocked(int Times) : IEvent;

internal sealed class OnKnocked(Log log, IEventDispatcher events) : IEventHandler<Knocked>
{
    public async ValueTask HandleAsync(Knocked @event, CancellationToken cancellationToken)
    {
        log.Add(@event.Times == 0 ? "open" : $"knock{@event.Times}");
        if (@event.Times > 0)
            await events.PublishAsync(new Knocked(@event.Times - 1), cancellationToken);
    }
}

[EventName("suite-left")]
internal sealed record Left : IEvent;

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class LeftScoped(Log log) : IEventHandler<Left>, IAsyncDisposable
{
    public ValueTask HandleAsync(Left @event, CancellationToken cancellationToken) => default;

    public ValueTask DisposeAsync()
    {
        log.Add("scoped");
        return default;
    }
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class LeftSingle(Log log) : IEventHandler<Left>, IDisposable
{
    public ValueTask HandleAsync(Left @event, CancellationToken cancellationToken) => default;

    public void Dispose() => log.Add("single");
}
