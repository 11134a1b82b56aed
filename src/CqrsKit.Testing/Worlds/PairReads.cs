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

/// <summary>Queries that read one row of a view, and of another view besides: what they have seen is true of both.</summary>
internal static class PairReads
{
    /// <summary>Each view with the one behind it.</summary>
    [RequiresDynamicCode("The query is closed over the views' types.")]
    public static IEnumerable<ViewReads> Of(IReadOnlyList<(string View, Type Type)> views)
    {
        for (var i = 0; i < views.Count; i++)
        {
            var (view, type) = views[i];
            var (other, otherType) = views[(i + 1) % views.Count];
            if (type != otherType)
                yield return (ViewReads)
                    Activator.CreateInstance(typeof(PairReads<,>).MakeGenericType(type, otherType), view, other)!;
        }
    }
}

/// <inheritdoc/>
internal sealed class PairReads<TView, TOther>(string view, string other) : ViewReads(view)
    where TView : class
    where TOther : class
{
    public override IReadOnlyList<string> Touches => [View, other];

    public override void Register(CqrsKitBuilder kit) =>
        kit.AddQueryHandler<PairQuery<TView, TOther>, TView?, PairQueryHandler<TView, TOther>>();

    public override async ValueTask<Answer<object?>> AskAsync(
        IServiceProvider scope,
        string key,
        Contract contract,
        CancellationToken cancellationToken
    )
    {
        var answer = await scope
            .GetRequiredService<IQueryDispatcher>()
            .QueryWithReceiptAsync(new PairQuery<TView, TOther>(key), contract, cancellationToken)
            .ConfigureAwait(false);
        return new Answer<object?>(answer.Result, answer.Receipt);
    }
}

internal sealed record PairQuery<TView, TOther>(string Key) : IQuery<TView?>
    where TView : class
    where TOther : class;

internal sealed class PairQueryHandler<TView, TOther>(IReadStore<TView> rows, IReadStore<TOther> others)
    : IQueryHandler<PairQuery<TView, TOther>, TView?>
    where TView : class
    where TOther : class
{
    public async ValueTask<TView?> HandleAsync(PairQuery<TView, TOther> query, CancellationToken cancellationToken)
    {
        _ = await others.GetAsync(query.Key, cancellationToken).ConfigureAwait(false);
        return await rows.GetAsync(query.Key, cancellationToken).ConfigureAwait(false);
    }
}
