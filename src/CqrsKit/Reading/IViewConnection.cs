using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Reading;

/// <summary>
/// Reads the views of one kind with the store's own means (SQL on a SqliteConnection, say), inside the running query's
/// contract: on the connection whose checkpoint met it. For what keys and indexes cannot answer; it ties the handler to
/// one kind of store.
/// </summary>
/// <typeparam name="TView">The view; stored, so registered inline or async.</typeparam>
public interface IViewConnection<TView>
    where TView : class
{
    /// <summary>Lends the native connection to a callback. The callback touches every hole of the view, as a list does.</summary>
    /// <typeparam name="TConnection">The type of the connection.</typeparam>
    /// <typeparam name="TResult">What is read.</typeparam>
    /// <param name="read">
    /// Reads, and changes nothing. It is called again where the view's generation was switched meanwhile, and must not use
    /// the connection after it has returned, nor read other views of the store while it runs.
    /// </param>
    /// <param name="cancellationToken">Ends the wait and the reading.</param>
    /// <exception cref="CqrsKitException">The view is not stored, or its store has no such connection.</exception>
    ValueTask<TResult> UseAsync<TConnection, TResult>(
        Func<NativeView<TConnection>, CancellationToken, ValueTask<TResult>> read,
        CancellationToken cancellationToken
    )
        where TConnection : class;
}
