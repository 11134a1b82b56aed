using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>How a message finds its handler.</summary>
internal static class Sending
{
    public static IEnumerable<Promise> All =>
        [
            new(
                "A command, a query, a command without result and a struct reach their handlers by either call",
                EachKind
            ),
            new("A class may be several commands, one for each result", SeveralResults),
            new("Closed generic messages have handlers of their own", ClosedGenerics),
            new("Internal and nested handlers are found, and one class may handle several messages", NestedAndSeveral),
            new("A message without a handler is named in the error", Missing),
            new("A handler of a base message does not handle a derived one", DerivedMessage),
            new("A null message is an argument error", NullMessage),
            new("What a handler throws reaches the sender unchanged, at once or later", Exceptions),
            new("What a dependency's constructor throws reaches the sender unchanged", ConstructorErrors),
            new("The sender's token is the handler's", Tokens),
            new("A handler may send further messages in its scope", Nested),
            new("First use by many threads links one path and loses no call", ConcurrentFirstUse),
        ];

    private static async Task EachKind(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(
                mode,
                services: services =>
                    services
                        .With<AddHandler>(lifetime)
                        .With<NoteHandler>(lifetime)
                        .With<DoubleHandler>(lifetime)
                        .With<PointHandler>(lifetime)
            );
            var commands = kit.Commands;
            var queries = kit.Queries;
            for (var i = 0; i < 4; i++) // linked, then bound where it can be
            {
                Check.Equal(3, await commands.SendAsync(new Add(1, 2)));
                Check.Equal(3, await Unknown.SendAsync(commands, new Add(1, 2)));
                await commands.SendAsync(new Note("known"));
                await Unknown.SendAsync(commands, new Note("unknown"));
                Check.Equal("known unknown", kit.Log.Take());
                Check.Equal("4", await queries.QueryAsync(new Double(2)));
                Check.Equal("4", await Unknown.QueryAsync(queries, new Double(2)));
                Check.Equal(7, await commands.SendAsync(new Point(3, 4)));
                Check.Equal(7, await Unknown.SendAsync(commands, new Point(3, 4)));
            }
        }
    }

    private static async Task SeveralResults(Mode mode)
    {
        await using var kit = new Kit(mode);
        for (var i = 0; i < 3; i++)
        {
            Check.Equal(1, await kit.Commands.SendAsync<int>(new Both()));
            Check.Equal("one", await kit.Commands.SendAsync<string>(new Both()));
            Check.Equal(1, await Unknown.SendAsync<int>(kit.Commands, new Both()));
            Check.Equal("one", await Unknown.SendAsync<string>(kit.Commands, new Both()));
        }
    }

    private static async Task ClosedGenerics(Mode mode)
    {
        await using var kit = new Kit(mode);
        Check.Equal("number", await kit.Commands.SendAsync(new Wrap<int>(1)));
        Check.Equal("text", await kit.Commands.SendAsync(new Wrap<string>("a")));
        Check.Equal("list", await Unknown.SendAsync(kit.Commands, new Wrap<List<int>>([])));
    }

    private static async Task NestedAndSeveral(Mode mode)
    {
        await using var kit = new Kit(mode);
        Check.Equal("first", await kit.Commands.SendAsync(new Outer.First()));
        Check.Equal("second", await kit.Queries.QueryAsync(new Outer.Second()));
    }

    private static async Task Missing(Mode mode)
    {
        await using var kit = new Kit(mode);
        var error = await Check.ThrowsAsync<HandlerNotFoundException>(() =>
            kit.Commands.SendAsync(new Unhandled<int>()).AsTask()
        );
        Check.Equal(typeof(Unhandled<int>), error.MessageType);
        Check.Contains("Unhandled", error.Message);
        await Check.ThrowsAsync<HandlerNotFoundException>(() => kit.Queries.QueryAsync(new Unasked<int>()).AsTask());
        await Check.ThrowsAsync<HandlerNotFoundException>(() =>
            Check.ItemsOf(kit.Queries.StreamAsync(new Unasked<int>()))
        );
    }

    private static async Task DerivedMessage(Mode mode)
    {
        await using var kit = new Kit(mode);
        Check.Equal("open", await kit.Commands.SendAsync(new Open()));
        Open derived = new Derived<int>();
        var error = await Check.ThrowsAsync<HandlerNotFoundException>(() => kit.Commands.SendAsync(derived).AsTask());
        Check.Equal(typeof(Derived<int>), error.MessageType);
    }

    private static async Task NullMessage(Mode mode)
    {
        await using var kit = new Kit(mode);
        await Check.ThrowsAsync<ArgumentNullException>(async () => await kit.Commands.SendAsync((Add)null!));
        await Check.ThrowsAsync<ArgumentNullException>(async () => await kit.Queries.QueryAsync((Double)null!));
    }

    private static async Task Exceptions(Mode mode)
    {
        foreach (var lifetime in Lifetimes.All)
        {
            await using var kit = new Kit(mode, services: services => services.With<FailHandler>(lifetime));
            var commands = kit.Commands;
            for (var i = 0; i < 3; i++)
            {
                foreach (var late in new[] { false, true })
                {
                    var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                        await commands.SendAsync(new Fail(late))
                    );
                    Check.Equal("as it is", error.Message);
                    await Check.ThrowsAsync<NotSupportedException>(async () =>
                        await Unknown.SendAsync(commands, new Fail(late))
                    );
                }
            }
        }
    }

    private static async Task ConstructorErrors(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            services: services => services.AddScoped<Broken>(_ => throw new NotSupportedException("the broken thing"))
        );
        for (var i = 0; i < 2; i++)
        {
            var error = await Check.ThrowsAsync<NotSupportedException>(async () =>
                await kit.Commands.SendAsync(new NeedsBroken())
            );
            Check.Equal("the broken thing", error.Message);
        }
    }

    private static async Task Tokens(Mode mode)
    {
        await using var kit = new Kit(mode);
        using var source = new CancellationTokenSource();
        Check.Equal(source.Token, await kit.Commands.SendAsync(new WhichToken(), source.Token));
        await source.CancelAsync();
        await Check.ThrowsAsync<OperationCanceledException>(async () =>
            await kit.Queries.QueryAsync(new Cancelled(), source.Token)
        );
    }

    private static async Task Nested(Mode mode)
    {
        await using var kit = new Kit(mode);
        Check.Equal(true, await kit.Commands.SendAsync(new Outside()));
    }

    private static async Task ConcurrentFirstUse(Mode mode)
    {
        for (var round = 0; round < 20; round++)
        {
            await using var kit = new Kit(mode);
            using var start = new Barrier(4);
            var sums = new int[4];
            var senders = Enumerable
                .Range(0, 4)
                .Select(i => new Thread(() =>
                {
                    using var scope = kit.Root.CreateScope();
                    var commands = scope.ServiceProvider.GetRequiredService<ICommandDispatcher>();
                    start.SignalAndWait();
                    for (var n = 0; n < 10; n++)
                        sums[i] += commands.SendAsync(new Add(1, 2)).AsTask().GetAwaiter().GetResult();
                }))
                .ToArray();
            Array.ForEach(senders, sender => sender.Start());
            Array.ForEach(senders, sender => sender.Join());
            Check.Equal(120, sums.Sum());
        }
    }
}

internal sealed record Add(int Left, int Right) : ICommand<int>;

internal sealed class AddHandler : ICommandHandler<Add, int>
{
    public ValueTask<int> HandleAsync(Add command, CancellationToken cancellationToken) =>
        new(command.Left + command.Right);
}

internal sealed record Note(string Text) : ICommand;

internal sealed class NoteHandler(Log log) : ICommandHandler<Note>
{
    public ValueTask HandleAsync(Note command, CancellationToken cancellationToken)
    {
        log.Add(command.Text);
        return default;
    }
}

internal sealed record Double(int Value) : IQuery<string>;

internal sealed class DoubleHandler : IQueryHandler<Double, string>
{
    public ValueTask<string> HandleAsync(Double query, CancellationToken cancellationToken) =>
        new($"{2 * query.Value}");
}

internal readonly record struct Point(int X, int Y) : ICommand<int>;

internal sealed class PointHandler : ICommandHandler<Point, int>
{
    public ValueTask<int> HandleAsync(Point command, CancellationToken cancellationToken) => new(command.X + command.Y);
}

internal sealed record Both : ICommand<int>, ICommand<string>;

internal sealed class BothHandler : ICommandHandler<Both, int>, ICommandHandler<Both, string>
{
    ValueTask<int> ICommandHandler<Both, int>.HandleAsync(Both command, CancellationToken cancellationToken) => new(1);

    ValueTask<string> ICommandHandler<Both, string>.HandleAsync(Both command, CancellationToken cancellationToken) =>
        new("one");
}

internal sealed record Wrap<T>(T Value) : ICommand<string>;

internal sealed class WrapHandler
    : ICommandHandler<Wrap<int>, string>,
        ICommandHandler<Wrap<string>, string>,
        ICommandHandler<Wrap<List<int>>, string>
{
    public ValueTask<string> HandleAsync(Wrap<int> command, CancellationToken cancellationToken) => new("number");

    public ValueTask<string> HandleAsync(Wrap<string> command, CancellationToken cancellationToken) => new("text");

    public ValueTask<string> HandleAsync(Wrap<List<int>> command, CancellationToken cancellationToken) => new("list");
}

internal static class Outer
{
    internal sealed record First : ICommand<string>;

    internal sealed record Second : IQuery<string>;

    internal sealed class Handler : ICommandHandler<First, string>, IQueryHandler<Second, string>
    {
        public ValueTask<string> HandleAsync(First command, CancellationToken cancellationToken) => new("first");

        public ValueTask<string> HandleAsync(Second query, CancellationToken cancellationToken) => new("second");
    }
}

/// <summary>Generic, so that the check for messages without handlers has nothing to say.</summary>
internal sealed record Unhandled<T> : ICommand<int>;

internal sealed record Unasked<T> : IQuery<int>, IStreamQuery<int>;

internal record Open : ICommand<string>;

internal sealed record Derived<T> : Open;

internal sealed class OpenHandler : ICommandHandler<Open, string>
{
    public ValueTask<string> HandleAsync(Open command, CancellationToken cancellationToken) => new("open");
}

internal sealed record Fail(bool Late) : ICommand<int>;

internal sealed class FailHandler : ICommandHandler<Fail, int>
{
    public ValueTask<int> HandleAsync(Fail command, CancellationToken cancellationToken) =>
        command.Late ? LaterAsync() : throw new NotSupportedException("as it is");

    private static async ValueTask<int> LaterAsync()
    {
        await Task.Yield();
        throw new NotSupportedException("as it is");
    }
}

internal sealed class Broken;

internal sealed record NeedsBroken : ICommand<int>;

internal sealed class NeedsBrokenHandler(Broken broken) : ICommandHandler<NeedsBroken, int>
{
    public ValueTask<int> HandleAsync(NeedsBroken command, CancellationToken cancellationToken) =>
        new(broken.GetHashCode());
}

internal sealed record WhichToken : ICommand<CancellationToken>;

internal sealed class WhichTokenHandler : ICommandHandler<WhichToken, CancellationToken>
{
    public ValueTask<CancellationToken> HandleAsync(WhichToken command, CancellationToken cancellationToken) =>
        new(cancellationToken);
}

internal sealed record Cancelled : IQuery<int>;

internal sealed class CancelledHandler : IQueryHandler<Cancelled, int>
{
    public ValueTask<int> HandleAsync(Cancelled query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(0);
    }
}

internal sealed record Outside : ICommand<bool>;

internal sealed class OutsideHandler(ICommandDispatcher commands, Marker marker) : ICommandHandler<Outside, bool>
{
    public async ValueTask<bool> HandleAsync(Outside command, CancellationToken cancellationToken) =>
        ReferenceEquals(marker, await commands.SendAsync(new Inside(), cancellationToken));
}

internal sealed record Inside : ICommand<Marker>;

internal sealed class InsideHandler(Marker marker) : ICommandHandler<Inside, Marker>
{
    public ValueTask<Marker> HandleAsync(Inside command, CancellationToken cancellationToken) => new(marker);
}
