using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>
/// Reads the views of one kind, for the tenant of the message context, in the consistency that the running query
/// demands. Inject it into a query handler: that also declares which view the query's waits look at.
/// </summary>
/// <typeparam name="TView">The view.</typeparam>
public interface IReadStore<TView>
    where TView : class
{
    /// <summary>The view under a key, or null.</summary>
    ValueTask<TView?> GetAsync(string key, CancellationToken cancellationToken);

    /// <summary>The views under several keys; keys without a view are left out.</summary>
    ValueTask<IReadOnlyDictionary<string, TView>> GetManyAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken cancellationToken
    );

    /// <summary>A page of views in the order of a declared index, ties by key.</summary>
    ValueTask<ViewPage<TView>> ListAsync(string index, ListOptions options, CancellationToken cancellationToken);
}
