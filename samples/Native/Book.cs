using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Events;
using CqrsKit.Writing;

namespace Native;

internal sealed record Book(string Shelf, int Times);

[EventName("book-added")]
internal sealed record BookAdded(string Title, string Shelf) : IEvent;

[EventName("book-lent")]
internal sealed record BookLent(string Title, string Reader) : IEvent;

internal sealed class BookAggregate : Aggregate<Book>
{
    public BookAggregate()
        : base("book")
    {
        On<BookAdded>((_, e) => new Book(e.Shelf, Times: 0));
        On<BookLent>((book, _) => book! with { Times = book.Times + 1 });
    }
}

internal sealed record AddBook(string Title, string Shelf) : ICommand;

internal sealed class AddBookHandler(IRepository<Book> books) : ICommandHandler<AddBook>
{
    public async ValueTask HandleAsync(AddBook command, CancellationToken cancellationToken)
    {
        var book = await books.LoadAsync(command.Title, cancellationToken);
        if (book.State is null)
            book.Append(new BookAdded(command.Title, command.Shelf));
    }
}

/// <summary>How often the book has been lent by then.</summary>
internal sealed record LendBook(string Title, string Reader) : ICommand<int>;

internal sealed class LendBookHandler(IRepository<Book> books) : ICommandHandler<LendBook, int>
{
    public async ValueTask<int> HandleAsync(LendBook command, CancellationToken cancellationToken)
    {
        var book = await books.LoadAsync(command.Title, cancellationToken);
        book.Append(new BookLent(command.Title, command.Reader));
        return book.State!.Times;
    }
}
