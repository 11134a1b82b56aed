using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Queries;

/// <summary>Answers a query from views.</summary>
public interface IQueryHandler<in TQuery, TResult>
    where TQuery : IQuery<TResult>
{
    /// <summary>Reads and answers.</summary>
    ValueTask<TResult> HandleAsync(TQuery query, CancellationToken cancellationToken);
}
