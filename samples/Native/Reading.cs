using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Reading;

namespace Native;

internal sealed record Shelf(string Name, int Books);

internal sealed class Shelves : Projection<Shelf>
{
    public Shelves()
        : base("shelves") => On<BookAdded>(e => e.Shelf, (view, e) => new Shelf(e.Shelf, (view?.Books ?? 0) + 1));
}

internal sealed record Reader(IReadOnlyList<string> Books);

internal sealed class Readers : Projection<Reader>
{
    public Readers()
        : base("readers") =>
        On<BookLent>(e => e.Reader, (view, e) => new Reader([.. (view?.Books ?? []).Union([e.Title])]));
}

internal sealed record BooksOn(string Shelf) : IQuery<int>;

internal sealed class BooksOnHandler(IReadStore<Shelf> shelves) : IQueryHandler<BooksOn, int>
{
    public async ValueTask<int> HandleAsync(BooksOn query, CancellationToken cancellationToken) =>
        (await shelves.GetAsync(query.Shelf, cancellationToken))?.Books ?? 0;
}

internal sealed record BooksOf(string Reader) : IStreamQuery<string>;

internal sealed class BooksOfHandler(IReadStore<Reader> readers) : IStreamQueryHandler<BooksOf, string>
{
    public async IAsyncEnumerable<string> HandleAsync(
        BooksOf query,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        foreach (var book in (await readers.GetAsync(query.Reader, cancellationToken))?.Books ?? [])
            yield return book;
    }
}
