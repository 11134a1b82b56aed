using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Consistency;
using CqrsKit.Queries;
using CqrsKit.Reading;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Testing.Worlds;

/// <summary>Queries that read one row of a view; every view of a simulation has them.</summary>
internal abstract class ViewReads(string view)
{
    public string View => view;

    /// <summary>The views whose state may be the reason of a refusal.</summary>
    public virtual IReadOnlyList<string> Touches => [view];

    [RequiresDynamicCode("The query is closed over the view's type.")]
    public static ViewReads Of(string view, Type type) =>
        (ViewReads)Activator.CreateInstance(typeof(ViewReads<>).MakeGenericType(type), view)!;

    public abstract void Register(CqrsKitBuilder kit);

    public abstract ValueTask<Answer<object?>> AskAsync(
        IServiceProvider scope,
        string key,
        Contract contract,
        CancellationToken cancellationToken
    );
}

/// <inheritdoc/>
internal sealed class ViewReads<TView>(string view) : ViewReads(view)
    where TView : class
{
    public override void Register(CqrsKitBuilder kit) =>
        kit.AddQueryHandler<RowQuery<TView>, TView?, RowQueryHandler<TView>>();

    public override async ValueTask<Answer<object?>> AskAsync(
        IServiceProvider scope,
        string key,
        Contract contract,
        CancellationToken cancellationToken
    )
    {
        var answer = await scope
            .GetRequiredService<IQueryDispatcher>()
            .QueryWithReceiptAsync(new RowQuery<TView>(key), contract, cancellationToken)
            .ConfigureAwait(false);
        return new Answer<object?>(answer.Result, answer.Receipt);
    }
}

internal sealed record RowQuery<TView>(string Key) : IQuery<TView?>
    where TView : class;

internal sealed class RowQueryHandler<TView>(IReadStore<TView> rows) : IQueryHandler<RowQuery<TView>, TView?>
    where TView : class
{
    public ValueTask<TView?> HandleAsync(RowQuery<TView> query, CancellationToken cancellationToken) =>
        rows.GetAsync(query.Key, cancellationToken);
}
