using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;

namespace CqrsKit.Commands;

/// <summary>A command's linked path: pipeline, unit of work, handler.</summary>
internal abstract class CommandEntry(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
)
{
    /// <summary>Whether the handler can reach the write side, and so runs in a unit of work; others pay for none.</summary>
    public bool UsesWriteSide { get; } =
        handler.IsDefined(typeof(UsesWriteSideAttribute), inherit: true)
        || handler.GetConstructors().SelectMany(constructor => constructor.GetParameters()).Any(IsWriteSide);

    private static bool IsWriteSide(System.Reflection.ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        return type == typeof(IUnitOfWork)
            || type == typeof(ICommandDispatcher)
            || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IRepository<>));
    }
}

/// <summary>The same, for a known result.</summary>
internal abstract class CommandEntry<TResult>(
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
) : CommandEntry(handler)
{
    public abstract ValueTask<TResult> SendAsync(
        IServiceProvider scope,
        ICommand<TResult> command,
        CancellationToken cancellationToken
    );
}
