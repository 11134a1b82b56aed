using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Queries;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>When something throws.</summary>
internal sealed record Plan(string When, bool IsLate)
{
    public async ValueTask AtAsync(string when)
    {
        if (IsLate)
            await Task.Yield();
        if (when == When)
            throw new NotSupportedException("planned");
    }
}

internal sealed class Throwing(Plan plan) : IPipelineBehavior<Work, int>
{
    public ValueTask<int> HandleAsync<TNext>(Work message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<int>
    {
        return plan is { IsLate: false, When: "before" }
            ? throw new NotSupportedException("planned")
            : RunAsync(next, cancellationToken);
    }

    private async ValueTask<int> RunAsync<TNext>(TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<int>
    {
        await plan.AtAsync("before");
        var result = await next.InvokeAsync(cancellationToken);
        await plan.AtAsync("after");
        return result;
    }
}

internal sealed class Spoiling(Plan plan) : IAfterHook<Work, int>
{
    public ValueTask<int> AfterAsync(Work message, int result, CancellationToken cancellationToken) =>
        plan.IsLate ? SpoilAsync(result) : throw new NotSupportedException("planned");

    private async ValueTask<int> SpoilAsync(int result)
    {
        await plan.AtAsync("after");
        return result;
    }
}

internal sealed class NeedsBrokenToo(Broken broken) : IBeforeHook<Work>
{
    public ValueTask BeforeAsync(Work message, CancellationToken cancellationToken) =>
        throw new InvalidOperationException($"{broken} was made");
}

internal sealed class HandsOn(CancellationTokenSource other) : IPipelineBehavior<WhichToken, CancellationToken>
{
    public ValueTask<CancellationToken> HandleAsync<TNext>(
        WhichToken message,
        TNext next,
        CancellationToken cancellationToken
    )
        where TNext : struct, INext<CancellationToken> => next.InvokeAsync(other.Token);
}

internal sealed record Down(int From) : ICommand<int>;

internal sealed class DownHandler(ICommandDispatcher commands) : ICommandHandler<Down, int>
{
    public async ValueTask<int> HandleAsync(Down command, CancellationToken cancellationToken) =>
        command.From == 0 ? 1 : 1 + await commands.SendAsync(new Down(command.From - 1), cancellationToken);
}

internal sealed record Born : ICommand<int>;

internal sealed record BornToo : IQuery<int>;

[EventName("suite-born")]
internal sealed record BornEvent : IEvent;

internal sealed class BornHandler : ICommandHandler<Born, int>, IQueryHandler<BornToo, int>, IEventHandler<BornEvent>
{
    private readonly Log _log;

    public BornHandler(Log log)
    {
        _log = log;
        log.Add("born");
    }

    public ValueTask<int> HandleAsync(Born command, CancellationToken cancellationToken) => new(1);

    public ValueTask<int> HandleAsync(BornToo query, CancellationToken cancellationToken) => new(1);

    public ValueTask HandleAsync(BornEvent @event, CancellationToken cancellationToken)
    {
        _log.Add("heard");
        return default;
    }
}

internal sealed class BornHook : IBeforeHook<Born>
{
    public BornHook(Log log) => log.Add("born");

    public ValueTask BeforeAsync(Born message, CancellationToken cancellationToken) => default;
}

internal abstract class Closes(Log log, string name) : IBeforeHook<Work>, IDisposable
{
    public ValueTask BeforeAsync(Work message, CancellationToken cancellationToken) => default;

    public void Dispose() => log.Add(name);
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class ClosesSingle(Log log) : Closes(log, "single");

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class ClosesScoped(Log log) : Closes(log, "scoped");

internal sealed class ClosesTransient(Log log) : Closes(log, "transient");

internal sealed class Closing(Log log) : IDisposable
{
    public void Add(string line) => log.Add(line);

    public void Dispose() => log.Add("closed");
}

internal sealed record Opened(bool Fails) : ICommand;

internal sealed record OpenedItems : IStreamQuery<int>;

internal sealed class OpenedHandler(Log log, IServiceProvider scope)
    : ICommandHandler<Opened>,
        IStreamQueryHandler<OpenedItems, int>
{
    public ValueTask HandleAsync(Opened command, CancellationToken cancellationToken)
    {
        log.Add("opened");
        Use();
        return command.Fails ? throw new NotSupportedException("after it was opened") : default;
    }

    public async IAsyncEnumerable<int> HandleAsync(
        OpenedItems query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        Use();
        for (var i = 1; i < 10; i++)
        {
            await Task.Yield();
            log.Add($"{i}");
            yield return i;
        }
    }

    private void Use() => _ = (Closing?)scope.GetService(typeof(Closing));
}
