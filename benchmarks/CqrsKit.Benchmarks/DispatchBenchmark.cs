using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using BenchmarkDotNet.Attributes;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks;

/// <summary>What does dispatch add to a direct call, with singleton handlers found by a scan and a warm scope?</summary>
[MemoryDiagnoser]
public class DispatchBenchmark
{
    private static readonly Add Message = new(1);
    private readonly AddHandler _handler = new();
    private ICommandDispatcher _plain = null!;
    private ICommandDispatcher _wrapped = null!;

    [GlobalSetup]
    public void Setup()
    {
        _plain = Open(behaviors: false);
        _wrapped = Open(behaviors: true);
    }

    [Benchmark(Baseline = true)]
    public ValueTask<int> Direct() => _handler.HandleAsync(Message, CancellationToken.None);

    [Benchmark]
    public ValueTask<int> Command() => _plain.SendAsync(Message);

    [Benchmark]
    public ValueTask<int> ThreeBehaviors() => _wrapped.SendAsync(Message);

    private static ICommandDispatcher Open(bool behaviors)
    {
        var services = new ServiceCollection()
            .AddSingleton<AddHandler>()
            .AddSingleton(typeof(First<,>))
            .AddSingleton(typeof(Second<,>))
            .AddSingleton(typeof(Third<,>))
            .AddCqrsKit(kit =>
            {
                kit.AddCommandHandler<Add, int, AddHandler>();
                if (behaviors)
                    kit.AddBehavior(typeof(First<,>)).AddBehavior(typeof(Second<,>)).AddBehavior(typeof(Third<,>));
            });
        return services.BuildServiceProvider().CreateScope().ServiceProvider.GetRequiredService<ICommandDispatcher>();
    }

    private sealed record Add(int Value) : ICommand<int>;

    private sealed class AddHandler : ICommandHandler<Add, int>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public ValueTask<int> HandleAsync(Add command, CancellationToken cancellationToken) => new(command.Value + 1);
    }

    private sealed class First<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }

    private sealed class Second<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }

    private sealed class Third<TMessage, TResult> : IPipelineBehavior<TMessage, TResult>
    {
        public ValueTask<TResult> HandleAsync<TNext>(TMessage message, TNext next, CancellationToken cancellationToken)
            where TNext : struct, INext<TResult> => next.InvokeAsync(cancellationToken);
    }
}
