using System;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Events;

/// <summary>Configures the runner.</summary>
public static class RunnerSetup
{
    /// <summary>Sets how the runner follows the log.</summary>
    public static CqrsKitBuilder ConfigureRunner(this CqrsKitBuilder kit, Action<RunnerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        kit.Services.AddSingleton(new RunnerConfiguration(configure));
        return kit;
    }
}
