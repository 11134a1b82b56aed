using System;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Dispatch;
using CqrsKit.Writing;

namespace CqrsKit.Commands;

/// <summary>A command's linked path: pipeline, unit of work, handler.</summary>
internal abstract class CommandEntry(HandlerRow row)
{
    /// <summary>What the command is answered with.</summary>
    public Type Result { get; } = row.Result!;

    /// <summary>Whether the handler can reach the write side, and so runs in a unit of work; others pay for none.</summary>
    public bool UsesWriteSide { get; } =
        row.Handler.IsDefined(typeof(UsesWriteSideAttribute), inherit: true)
        || row.Handler.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(IsWriteSide);

    private static bool IsWriteSide(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return type == typeof(IUnitOfWork)
            || type == typeof(ICommandDispatcher)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IRepository<>));
    }
}

/// <summary>The same, for a known result.</summary>
internal abstract class CommandEntry<TResult>(HandlerRow row) : CommandEntry(row)
{
    /// <summary>Sends from a dispatcher: by a bound call, or in the dispatcher's scope, or in a scope of the call's own.</summary>
    public abstract ValueTask<TResult> SendAsync(
        Dispatcher dispatcher,
        ICommand<TResult> command,
        CancellationToken cancellationToken
    );

    /// <summary>Sends in a scope.</summary>
    public abstract ValueTask<TResult> SendAsync(
        IServiceProvider scope,
        ICommand<TResult> command,
        CancellationToken cancellationToken
    );
}
