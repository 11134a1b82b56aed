using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Commands;

/// <summary>Registers command handlers one by one, without scanning.</summary>
public static class CommandSetup
{
    /// <summary>Adds the handler of a command with a result; transient, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddCommandHandler<
        TCommand,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TCommand : ICommand<TResult>
        where THandler : class, ICommandHandler<TCommand, TResult> =>
        kit.Add<TCommand, TResult, THandler>(CommandCalls.CallAsync<TCommand, TResult, THandler>);

    /// <summary>Adds the handler of a command without a result; transient, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddCommandHandler<
        TCommand,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TCommand : ICommand
        where THandler : class, ICommandHandler<TCommand> =>
        kit.Add<TCommand, NoResult, THandler>(CommandCalls.CallAsync<TCommand, THandler>);

    internal static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.TryAddSingleton<UnitRunner>();
        services.TryAddSingleton<CommandTable>();
        services.TryAddTransient<ICommandDispatcher>(provider => new CommandDispatcher(
            provider,
            provider.GetRequiredService<RootScope>(),
            provider.GetRequiredService<CommandTable>(),
            provider.GetRequiredService<Startup>()
        ));
        return services;
    }

    private static CqrsKitBuilder Add<
        TCommand,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit, CommandCall<TCommand, TResult> call)
        where TCommand : ICommand<TResult>
        where THandler : class
    {
        kit.Services.TryAddTransient<THandler>();
        kit.Services.AddSingleton<CommandRegistration>(
            new CommandRegistration<TCommand, TResult>(typeof(THandler), call)
        );
        return kit;
    }
}
