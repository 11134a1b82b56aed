using System;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Projections;

/// <summary>Registers views.</summary>
public static class ViewSetup
{
    /// <summary>
    /// Adds a view by its projection. Where it stands is chosen here: <c>view => view.Shared()</c>, <c>.Inline()</c> or
    /// <c>.Async()</c>, the default.
    /// </summary>
    public static CqrsKitBuilder AddView<TProjection>(this CqrsKitBuilder kit, Action<ViewOptions>? configure = null)
        where TProjection : Projection, new() => kit.AddView(new TProjection(), configure);

    /// <summary>Adds a view by a projection that is made elsewhere.</summary>
    public static CqrsKitBuilder AddView(
        this CqrsKitBuilder kit,
        Projection projection,
        Action<ViewOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(projection);
        var options = new ViewOptions();
        configure?.Invoke(options);
        kit.Services.AddSingleton(new ViewRegistration(projection, options));
        return kit;
    }
}
