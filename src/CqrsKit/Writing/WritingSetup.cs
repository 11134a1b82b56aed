using System;
using System.Linq;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Writing;

/// <summary>Registers aggregates, and sets how commands are written.</summary>
public static class WritingSetup
{
    /// <summary>An aggregate, event-sourced unless <see cref="AggregateOptions.StoreState"/> says otherwise.</summary>
    public static CqrsKitBuilder AddAggregate<TAggregate>(
        this CqrsKitBuilder kit,
        Action<AggregateOptions>? configure = null
    )
        where TAggregate : Aggregate, new()
    {
        var options = new AggregateOptions();
        configure?.Invoke(options);
        kit.Services.AddSingleton(new AggregateRegistration(new TAggregate(), options));
        return kit;
    }

    /// <summary>How commands are retried, grouped and settled; several calls add up.</summary>
    public static CqrsKitBuilder ConfigureWriting(this CqrsKitBuilder kit, Action<WritingOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = kit
            .Services.Select(service => service.ImplementationInstance)
            .OfType<WritingOptions>()
            .FirstOrDefault();
        if (options is null)
            kit.Services.AddSingleton(options = new WritingOptions());
        configure(options);
        return kit;
    }
}
