using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Queries;
using CqrsKit.Reading;

namespace CqrsKit.Torture.Worker.Bank;

/// <summary>One row of a view.</summary>
internal sealed record RowOf<TView>(string Key) : IQuery<TView?>
    where TView : class;

internal sealed class RowOfHandler<TView>(IReadStore<TView> rows) : IQueryHandler<RowOf<TView>, TView?>
    where TView : class
{
    public ValueTask<TView?> HandleAsync(RowOf<TView> query, CancellationToken cancellationToken) =>
        rows.GetAsync(query.Key, cancellationToken);
}
