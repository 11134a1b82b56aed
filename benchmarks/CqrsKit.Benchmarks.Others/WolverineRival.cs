using System;
using System.Threading.Tasks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Wolverine;

namespace CqrsKit.Benchmarks.Contestants;

#region each
public sealed record WolverineCommand__(int Value);

public sealed class WolverineCommandHandler__
{
    public Task<int> Handle(WolverineCommand__ command) => Task.FromResult(Work.Of(command.Value));
}

public sealed record WolverineEvent__(int Value);

public sealed class WolverineFirstHandler__
{
    public void Handle(WolverineEvent__ happened) => Work.Of(happened.Value);
}

public sealed class WolverineSecondHandler__
{
    public void Handle(WolverineEvent__ happened) => Work.Of(happened.Value);
}

public sealed class WolverineThirdHandler__
{
    public void Handle(WolverineEvent__ happened) => Work.Of(happened.Value);
}

#endregion

public static class WolverineFirst
{
    public static void Before() { }
}

public static class WolverineSecond
{
    public static void Before() { }
}

public static class WolverineThird
{
    public static void Before() { }
}

/// <summary>Wolverine as a mediator, in a warm scope; its middleware is woven into the code that it generates.</summary>
public sealed class WolverineRival
{
    private readonly IMessageBus _bus;

    #region each
    private readonly WolverineCommand__ _command__ = new(__);
    private readonly WolverineEvent__ _event__ = new(__);
    #endregion

    public WolverineRival(bool behaviors)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseWolverine(options =>
        {
            options.ApplicationAssembly = typeof(WolverineRival).Assembly;
            options.Durability.Mode = DurabilityMode.MediatorOnly;
            options.Discovery.DisableConventionalDiscovery();
            #region each
            options.Discovery.IncludeType<WolverineCommandHandler__>();
            options.Discovery.IncludeType<WolverineFirstHandler__>();
            options.Discovery.IncludeType<WolverineSecondHandler__>();
            options.Discovery.IncludeType<WolverineThirdHandler__>();
            #endregion
            if (!behaviors)
                return;
            options.Policies.AddMiddleware(typeof(WolverineFirst));
            options.Policies.AddMiddleware(typeof(WolverineSecond));
            options.Policies.AddMiddleware(typeof(WolverineThird));
        });
        var host = builder.Build();
        host.StartAsync().GetAwaiter().GetResult();
        _bus = host.Services.CreateScope().ServiceProvider.GetRequiredService<IMessageBus>();
    }

    public async Task<int> CommandsAsync()
    {
        var sum = 0;
        #region each
        sum += await _bus.InvokeAsync<int>(_command__).ConfigureAwait(false);
        #endregion
        return sum;
    }

    public async Task EventsAsync()
    {
        #region each
        await _bus.InvokeAsync(_event__).ConfigureAwait(false);
        #endregion
    }
}
