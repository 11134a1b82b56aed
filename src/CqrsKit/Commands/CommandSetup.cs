using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CqrsKit.Commands;

/// <summary>Registers command handlers one by one, without scanning.</summary>
public static class CommandSetup
{
    /// <summary>Adds the handler of a command with a result, with the lifetime that it declares, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddCommandHandler<
        TCommand,
        TResult,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TCommand : ICommand<TResult>
        where THandler : class, ICommandHandler<TCommand, TResult>
    {
        kit.Services.TryAdd(Parts.Describe(typeof(THandler)));
        kit.Services.AddSingleton(
            CommandRow.Of<TCommand, TResult, THandler>(create: null, Parts.Declared(typeof(THandler)))
        );
        return kit;
    }

    /// <summary>Adds the handler of a command without a result, with the lifetime that it declares, unless the class is registered before.</summary>
    public static CqrsKitBuilder AddCommandHandler<
        TCommand,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler
    >(this CqrsKitBuilder kit)
        where TCommand : ICommand
        where THandler : class, ICommandHandler<TCommand>
    {
        kit.Services.TryAdd(Parts.Describe(typeof(THandler)));
        kit.Services.AddSingleton(CommandRow.Of<TCommand, THandler>(create: null, Parts.Declared(typeof(THandler))));
        return kit;
    }

    internal static IServiceCollection AddCommands(this IServiceCollection services)
    {
        services.TryAddSingleton<UnitRunner>();
        services.TryAddSingleton<CommandLinks>();
        services.TryAddSingleton(provider => new CommandTable(
            provider.GetRequiredService<HandlerIndex>(),
            provider.GetRequiredService<CommandLinks>(),
            provider.GetRequiredService<Dispatched>()
        ));
        services.TryAddTransient<ICommandDispatcher, CommandDispatcher>();
        return services;
    }
}
