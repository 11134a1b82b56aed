using System;
using CqrsKit.Commands;
using CqrsKit.Consistency;
using CqrsKit.Events;
using CqrsKit.Pipeline;
using CqrsKit.Projections;
using CqrsKit.Queries;
using CqrsKit.Setup;
using CqrsKit.Sqlite;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;
using Native;

await using var provider = new ServiceCollection()
    .AddCqrsKit(kit =>
        kit.UseSqlite(args is [var path] ? path : "library.db")
            .UseJson(LibraryJson.Default)
            .AddHandlers<NativeHandlers>()
            .AddBehavior(typeof(Announcing<,>))
            .AddAggregate<BookAggregate>(book => book.StoreState())
            .AddView<Shelves>(view => view.Inline())
            .AddView<Readers>(view => view.Async())
    )
    .BuildServiceProvider();
await provider.StartCqrsKitAsync();

await using (var scope = provider.CreateAsyncScope())
{
    var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
    var queries = scope.ServiceProvider.GetRequiredService<IQueryDispatcher>();
    await commands.SendAsync(new AddBook("emma", "novels"));
    await commands.SendAsync(new AddBook("dracula", "novels"));
    var times = await commands.SendAsync(new LendBook("emma", "ann"));
    await commands.SendAsync(new LendBook("dracula", "ann"));

    Console.WriteLine($"times that emma was lent: {times}");
    Console.WriteLine($"novels: {await queries.QueryAsync(new BooksOn("novels"))}");
    await foreach (var book in queries.StreamAsync(new BooksOf("ann"), Contract.ReadYourWrites))
        Console.WriteLine($"ann reads {book}");
}

await provider.StopCqrsKitAsync();
