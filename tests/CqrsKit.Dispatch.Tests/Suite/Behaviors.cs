using System;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;

namespace CqrsKit.Dispatch.Tests.Suite;

internal sealed record Work(bool Late) : ICommand<int>;

internal sealed class WorkHandler(Log log) : ICommandHandler<Work, int>
{
    public async ValueTask<int> HandleAsync(Work command, CancellationToken cancellationToken)
    {
        if (command.Late)
            await Task.Yield();
        log.Add("work");
        return 1;
    }
}

internal interface IAudited;

internal sealed record Audited : ICommand<int>, IAudited;

internal sealed class AuditedHandler(Log log) : ICommandHandler<Audited, int>
{
    public ValueTask<int> HandleAsync(Audited command, CancellationToken cancellationToken)
    {
        log.Add("done");
        return new(1);
    }
}

internal abstract class Around(Log log, string name)
{
    protected async ValueTask<TResult> RunAsync<TResult, TNext>(TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult>
    {
        log.Add($"{name}(");
        try
        {
            var result = await next.InvokeAsync(cancellationToken);
            log.Add($"{name})");
            return result;
        }
        catch
        {
            log.Add($"{name}!");
            throw;
        }
    }
}

internal sealed class One<TMessage, TResult>(Log log) : Around(log, "1"), IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => RunAsync<TResult, TNext>(next, cancellationToken);
}

internal sealed class Two<TMessage, TResult>(Log log) : Around(log, "2"), IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => RunAsync<TResult, TNext>(next, cancellationToken);
}

internal sealed class Three<TMessage, TResult>(Log log) : Around(log, "3"), IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => RunAsync<TResult, TNext>(next, cancellationToken);
}

[PerAttempt]
internal sealed class Inner<TMessage, TResult>(Log log) : Around(log, "inner"), IPipelineBehavior<TMessage, TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult> => RunAsync<TResult, TNext>(next, cancellationToken);
}

internal sealed class OnlyCommands<TMessage, TResult>(Log log) : IPipelineBehavior<TMessage, TResult>
    where TMessage : ICommand<TResult>
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult>
    {
        log.Add("command");
        return next.InvokeAsync(cancellationToken);
    }
}

internal sealed class OnlyAudited<TMessage, TResult>(Log log) : IPipelineBehavior<TMessage, TResult>
    where TMessage : class, IAudited
{
    public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<TResult>
    {
        log.Add("audited");
        return next.InvokeAsync(cancellationToken);
    }
}

internal sealed class OnlyWork(Log log) : IPipelineBehavior<Work, int>
{
    public ValueTask<int> HandleAsync<TNext>(Work message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<int>
    {
        log.Add("only-work");
        return next.InvokeAsync(cancellationToken);
    }
}

internal sealed class Cached : IPipelineBehavior<Work, int>
{
    public ValueTask<int> HandleAsync<TNext>(Work message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<int> => new(42);
}

internal sealed class Twice : IPipelineBehavior<Work, int>
{
    public async ValueTask<int> HandleAsync<TNext>(Work message, TNext next, CancellationToken cancellationToken)
        where TNext : struct, INext<int> =>
        await next.InvokeAsync(cancellationToken) + await next.InvokeAsync(cancellationToken);
}

internal sealed class AuditHook(Log log) : IBeforeHook<IAudited>
{
    public ValueTask BeforeAsync(IAudited message, CancellationToken cancellationToken)
    {
        log.Add($"audit {message.GetType().Name}");
        return default;
    }
}

internal sealed class Before<TMessage>(Log log) : IBeforeHook<TMessage>
{
    public async ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken)
    {
        if (message is Work { Late: true })
            await Task.Yield();
        log.Add("before");
    }
}

internal sealed class After<TMessage, TResult>(Log log) : IAfterHook<TMessage, TResult>
{
    public async ValueTask<TResult> AfterAsync(TMessage message, TResult result, CancellationToken cancellationToken)
    {
        if (message is Work { Late: true })
            await Task.Yield();
        log.Add("after");
        return result;
    }
}

/// <summary>One class with several faces stands in the pipeline once for each.</summary>
internal sealed class Ends<TMessage, TResult>(Log log) : IBeforeHook<TMessage>, IAfterHook<TMessage, TResult>
{
    public ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken)
    {
        log.Add("begin");
        return default;
    }

    public ValueTask<TResult> AfterAsync(TMessage message, TResult result, CancellationToken cancellationToken)
    {
        log.Add("end");
        return new(result);
    }
}

internal sealed class Plus : IAfterHook<Work, int>
{
    public ValueTask<int> AfterAsync(Work message, int result, CancellationToken cancellationToken) => new(result + 1);
}

internal sealed class TimesTen : IAfterHook<Work, int>
{
    public ValueTask<int> AfterAsync(Work message, int result, CancellationToken cancellationToken) => new(result * 10);
}

internal sealed class SeesFirst<TMessage>(Log log) : IErrorHook<TMessage>
{
    public ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken)
    {
        log.Add($"first:{exception.Message.Replace(' ', '_')}");
        return default;
    }
}

internal sealed class SeesLast<TMessage>(Log log) : IErrorHook<TMessage>
{
    public async ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken)
    {
        await Task.Yield();
        log.Add($"last:{exception.Message.Replace(' ', '_')}");
    }
}

internal sealed class Worse<TMessage> : IErrorHook<TMessage>
{
    public ValueTask OnErrorAsync(TMessage message, Exception exception, CancellationToken cancellationToken) =>
        throw new InvalidOperationException("worse");
}

internal sealed class Refuses<TMessage> : IBeforeHook<TMessage>
{
    public ValueTask BeforeAsync(TMessage message, CancellationToken cancellationToken) =>
        throw new ArgumentException("refused");
}

internal abstract class CountsHook(Log log, string name)
{
    private int _count;

    protected ValueTask CountAsync()
    {
        log.Add($"{name}:{++_count}");
        return default;
    }
}

[HandlerLifetime(HandlerLifetime.Singleton)]
internal sealed class CountsSingle(Log log) : CountsHook(log, "single"), IBeforeHook<Work>
{
    public ValueTask BeforeAsync(Work message, CancellationToken cancellationToken) => CountAsync();
}

[HandlerLifetime(HandlerLifetime.Scoped)]
internal sealed class CountsScoped(Log log) : CountsHook(log, "scoped"), IBeforeHook<Work>
{
    public ValueTask BeforeAsync(Work message, CancellationToken cancellationToken) => CountAsync();
}

internal sealed class CountsTransient(Log log) : CountsHook(log, "transient"), IBeforeHook<Work>
{
    public ValueTask BeforeAsync(Work message, CancellationToken cancellationToken) => CountAsync();
}
