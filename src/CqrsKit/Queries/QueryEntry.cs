using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Dispatch;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Queries;

/// <summary>A query's linked path: pipeline, contract, handler.</summary>
internal abstract class QueryEntry(HandlerRow row, bool declaresContract)
{
    /// <summary>What the query is answered with: a result, or items.</summary>
    public Type Result { get; } = row.Result!;

    /// <summary>Whether queries of the type say themselves what they demand.</summary>
    public bool DeclaresContract { get; } = declaresContract;

    /// <summary>The views that the handler declares to read, by injecting their store or by <see cref="ReadsAttribute{TView}"/>.</summary>
    public IReadOnlyList<Type> Views { get; } = [.. Injected(row.Handler).Concat(Declared(row.Handler)).Distinct()];

    private static IEnumerable<Type> Injected(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler
    ) =>
        handler
            .GetConstructors()
            .SelectMany(constructor => constructor.GetParameters())
            .Select(parameter => parameter.ParameterType)
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadStore<>))
            .Select(type => type.GetGenericArguments()[0]);

    private static IEnumerable<Type> Declared(Type handler) =>
        handler
            .GetCustomAttributes(inherit: true)
            .Select(attribute => attribute.GetType())
            .Where(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ReadsAttribute<>))
            .Select(type => type.GetGenericArguments()[0]);
}

/// <summary>The same, for a known result.</summary>
internal abstract class QueryEntry<TResult>(HandlerRow row, bool declaresContract, RootScope root)
    : QueryEntry(row, declaresContract)
{
    /// <summary>Answers from a dispatcher, eventually: by a bound call, or in the dispatcher's scope, or in a scope of the call's own.</summary>
    public abstract ValueTask<TResult> QueryAsync(
        Dispatcher dispatcher,
        IQuery<TResult> query,
        CancellationToken cancellationToken
    );

    /// <summary>Answers in a dispatcher's scope, or in one of the call's own where that is the container.</summary>
    public ValueTask<TResult> QueryAsync(
        Dispatcher dispatcher,
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    ) =>
        dispatcher.IsRoot
            ? QueryInScopeAsync(query, call, cancellationToken)
            : QueryAsync(dispatcher.Provider, query, call, cancellationToken);

    /// <summary>Answers in a scope.</summary>
    public abstract ValueTask<TResult> QueryAsync(
        IServiceProvider scope,
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    );

    private async ValueTask<TResult> QueryInScopeAsync(
        IQuery<TResult> query,
        QueryCall? call,
        CancellationToken cancellationToken
    )
    {
        var scope = root.Open(context: null);
        await using (scope.ConfigureAwait(false))
            return await QueryAsync(scope.ServiceProvider, query, call, cancellationToken).ConfigureAwait(false);
    }
}
