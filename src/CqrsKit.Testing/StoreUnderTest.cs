using System;
using System.Threading.Tasks;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing;

/// <summary>
/// A fresh, empty store that a conformance suite tries one rule on. An adapter derives its own and hands the suite a
/// function that opens one; disposing it takes everything away.
/// </summary>
public abstract class StoreUnderTest : IAsyncDisposable
{
    /// <summary>The write store; a suite of view stores never asks for it.</summary>
    public abstract IWriteStore WriteStore { get; }

    /// <summary>The view store; on the write store's database where inline views are to be tested.</summary>
    public abstract IViewStore ViewStore { get; }

    /// <summary>Closes the stores and opens them again on what was stored. Asked of durable stores only.</summary>
    public virtual ValueTask ReopenAsync() =>
        throw new NotSupportedException(
            $"{GetType()} cannot be opened again. Override ReopenAsync, or test it as not durable."
        );

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
