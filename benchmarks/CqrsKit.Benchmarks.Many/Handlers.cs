using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record ScopedCommand__(int Value) : ICommand<int>;

[HandlerLifetime(HandlerLifetime.Scoped)]
public sealed class ScopedHandler__ : ICommandHandler<ScopedCommand__, int>
{
    public ValueTask<int> HandleAsync(ScopedCommand__ command, CancellationToken cancellationToken) =>
        new(Work.Of(command.Value));
}

public sealed record TransientCommand__(int Value) : ICommand<int>;

public sealed class TransientHandler__ : ICommandHandler<TransientCommand__, int>
{
    public ValueTask<int> HandleAsync(TransientCommand__ command, CancellationToken cancellationToken) =>
        new(Work.Of(command.Value));
}
#endregion

/// <summary>The handlers as a container registers them by itself.</summary>
internal static class Direct
{
    public static void AddTo(IServiceCollection services)
    {
        #region each
        services.AddScoped<ScopedHandler__>();
        services.AddTransient<TransientHandler__>();
        #endregion
    }
}
