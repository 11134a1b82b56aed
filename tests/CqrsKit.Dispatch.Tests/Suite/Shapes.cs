using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Queries;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Dispatch.Tests.Suite;

/// <summary>Messages, results and constructors of every shape.</summary>
internal static class Shapes
{
    public static IEnumerable<Promise> All =>
        [
            new("Results of every shape come back", Results),
            new("Messages of every shape reach their handlers", Messages),
            new("Struct and generic messages have pipelines", Surrounded),
            new("A constructor is given what the container would give it", Constructors),
            new("Of several constructors the container's choice is taken", SeveralConstructors),
            new("A handler may be made by a registered factory", Factories),
        ];

    private static async Task Results(Mode mode)
    {
        await using var kit = new Kit(mode);
        var commands = kit.Commands;
        for (var i = 0; i < 3; i++)
        {
            Check.Equal(null, await commands.SendAsync(new GetNone()));
            Check.Equal(null, await Unknown.SendAsync(commands, new GetNone()));
            Check.Equal(null, await commands.SendAsync(new GetNull()));
            Check.Equal((1, "one"), await commands.SendAsync(new GetPair()));
            Check.Equal((1, "one"), await Unknown.SendAsync(commands, new GetPair()));
            Check.Equal("a,b", string.Join(',', await commands.SendAsync(new GetArray())));
            Check.Equal(6, (await commands.SendAsync(new GetGrid())).Length);
            Check.Equal(6, (await Unknown.SendAsync(commands, new GetGrid())).Length);
            Check.Equal(3, (await commands.SendAsync(new GetMaps()))[0]["x"][1][0]);
            Check.Equal(3, (await Unknown.SendAsync(commands, new GetMaps()))[0]["x"][1][0]);
            Check.Equal(5, (await commands.SendAsync(new GetInner())).Value);
            Check.Equal(5, (await Unknown.SendAsync(commands, new GetInner())).Value);
            Check.Equal(DayOfWeek.Friday, await commands.SendAsync(new GetDay()));
            Check.Equal("object", (await commands.SendAsync(new GetObject()))[0]);
            Check.Equal("base", await commands.SendAsync<object>(new GetBase()));
        }
    }

    private static async Task Messages(Mode mode)
    {
        await using var kit = new Kit(mode);
        for (var i = 0; i < 3; i++)
        {
            Check.Equal(7, await kit.Commands.SendAsync(new @event(7)));
            Check.Equal(7, await Unknown.SendAsync(kit.Commands, new @event(7)));
            Check.Equal(8, await kit.Commands.SendAsync(new Größe(8)));
            Check.Equal(9, await kit.Queries.QueryAsync(new Inherited(9)));
            Check.Equal(9, await Unknown.QueryAsync(kit.Queries, new Inherited(9)));
            Check.Equal("2", await kit.Queries.QueryAsync(new PageOf<int>.At(2)));
            Check.Equal("2", await Unknown.QueryAsync(kit.Queries, new PageOf<int>.At(2)));
            await kit.Commands.SendAsync(new Forget<int>(1));
            await Unknown.SendAsync(kit.Commands, new Forget<int>(2));
            await kit.Commands.SendAsync(new Tap(3));
            await Unknown.SendAsync(kit.Commands, new Tap(4));
            Check.Equal("forget1 forget2 tap3 tap4", kit.Log.Take());
            ICommand<int> asInterface = new @event(5);
            Check.Equal(5, await kit.Commands.SendAsync(asInterface));
        }
    }

    private static async Task Surrounded(Mode mode)
    {
        await using var kit = new Kit(mode, kit => kit.AddBehavior(typeof(One<,>)).AddBehavior(typeof(Before<>)));
        for (var i = 0; i < 3; i++)
        {
            Check.Equal(7, await kit.Commands.SendAsync(new Point(3, 4)));
            Check.Equal(7, await Unknown.SendAsync(kit.Commands, new Point(3, 4)));
            Check.Equal("1( before 1) 1( before 1)", kit.Log.Take());
            Check.Equal("number", await kit.Commands.SendAsync(new Wrap<int>(1)));
            await kit.Commands.SendAsync(new Tap(1));
            await kit.Commands.SendAsync(new Forget<int>(1));
            Check.Equal("1( before 1) 1( before tap1 1) 1( before forget1 1)", kit.Log.Take());
            Check.Equal("2", await kit.Queries.QueryAsync(new PageOf<int>.At(2)));
            Check.Equal((1, "one"), await kit.Commands.SendAsync(new GetPair()));
            Check.Equal("1( before 1) 1( before 1)", kit.Log.Take());
        }
    }

    private static async Task Constructors(Mode mode)
    {
        await using var kit = new Kit(
            mode,
            services: services =>
                services
                    .AddSingleton<IPaint>(new Paint("red"))
                    .AddSingleton<IPaint>(new Paint("green"))
                    .AddKeyedSingleton<IPaint>("dark", new Paint("blue"))
        );
        for (var i = 0; i < 2; i++)
            Check.Equal("red,green blue 7 x True True", await kit.Commands.SendAsync(new Describe()));
    }

    private static async Task SeveralConstructors(Mode mode)
    {
        await using var kit = new Kit(mode);
        for (var i = 0; i < 3; i++)
            Check.Equal("the longest that can be filled", await kit.Commands.SendAsync(new Choose()));
    }

    private static async Task Factories(Mode mode)
    {
        var own = new Log();
        await using var kit = new Kit(mode, services: services => services.AddScoped(_ => new NoteHandler(own)));
        for (var i = 0; i < 3; i++)
            await kit.Commands.SendAsync(new Note("own"));
        Check.Equal("own own own", own.Take());
        await using var later = new Kit(
            mode,
            kit => kit.Services.AddSingleton(new NoteHandler(own)) // after the handlers were added: the last one counts
        );
        for (var i = 0; i < 3; i++)
            await later.Commands.SendAsync(new Note("own"));
        Check.Equal("own own own", own.Take());
    }
}

internal sealed record GetNone : ICommand<int?>;

internal sealed record GetNull : ICommand<string?>;

internal sealed record GetPair : ICommand<(int Number, string Text)>;

internal sealed record GetArray : ICommand<string[]>;

internal sealed record GetGrid : ICommand<int[,]>;

internal sealed record GetMaps : ICommand<List<Dictionary<string, int[][]>>>;

internal sealed record GetInner : ICommand<Shell<int>.Kernel>;

internal sealed record GetDay : ICommand<DayOfWeek>;

internal sealed record GetObject : ICommand<IReadOnlyList<object?>>;

internal sealed record GetBase : ICommand<object>;

internal static class Shell<T>
{
    internal readonly record struct Kernel(T Value);
}

internal sealed class ShapesHandler
    : ICommandHandler<GetNone, int?>,
        ICommandHandler<GetNull, string?>,
        ICommandHandler<GetPair, (int Number, string Text)>,
        ICommandHandler<GetArray, string[]>,
        ICommandHandler<GetGrid, int[,]>,
        ICommandHandler<GetMaps, List<Dictionary<string, int[][]>>>,
        ICommandHandler<GetInner, Shell<int>.Kernel>,
        ICommandHandler<GetDay, DayOfWeek>,
        ICommandHandler<GetObject, IReadOnlyList<object?>>,
        ICommandHandler<GetBase, object>
{
    public ValueTask<int?> HandleAsync(GetNone command, CancellationToken cancellationToken) => new((int?)null);

    public ValueTask<string?> HandleAsync(GetNull command, CancellationToken cancellationToken) => new((string?)null);

    public ValueTask<(int Number, string Text)> HandleAsync(GetPair command, CancellationToken cancellationToken) =>
        new((1, "one"));

    public ValueTask<string[]> HandleAsync(GetArray command, CancellationToken cancellationToken) => new(["a", "b"]);

    public ValueTask<int[,]> HandleAsync(GetGrid command, CancellationToken cancellationToken) => new(new int[2, 3]);

    public ValueTask<List<Dictionary<string, int[][]>>> HandleAsync(
        GetMaps command,
        CancellationToken cancellationToken
    ) =>
        new([
            new()
            {
                ["x"] =
                [
                    [],
                    [3],
                ],
            },
        ]);

    public ValueTask<Shell<int>.Kernel> HandleAsync(GetInner command, CancellationToken cancellationToken) =>
        new(new Shell<int>.Kernel(5));

    public ValueTask<DayOfWeek> HandleAsync(GetDay command, CancellationToken cancellationToken) =>
        new(DayOfWeek.Friday);

    public ValueTask<IReadOnlyList<object?>> HandleAsync(GetObject command, CancellationToken cancellationToken) =>
        new(["object", null]);

    public ValueTask<object> HandleAsync(GetBase command, CancellationToken cancellationToken) => new("base");
}

internal sealed record @event(int Value) : ICommand<int>;

internal sealed record Größe(int Value) : ICommand<int>;

internal abstract record Asking<TResult>(TResult Value) : IQuery<TResult>;

internal sealed record Inherited(int Value) : Asking<int>(Value);

internal static class PageOf<T>
{
    internal sealed record At(T Place) : IQuery<string>;
}

internal sealed record Forget<T>(T What) : ICommand;

internal readonly record struct Tap(int At) : ICommand;

/// <summary>Handles by what it inherits.</summary>
internal abstract class Answers<TQuery, TResult> : IQueryHandler<TQuery, TResult>
    where TQuery : Asking<TResult>
{
    public ValueTask<TResult> HandleAsync(TQuery query, CancellationToken cancellationToken) => new(query.Value);
}

internal sealed class InheritedHandler : Answers<Inherited, int>;

internal sealed class OddHandler(Log log)
    : ICommandHandler<@event, int>,
        ICommandHandler<Größe, int>,
        IQueryHandler<PageOf<int>.At, string>,
        ICommandHandler<Forget<int>>,
        ICommandHandler<Tap>
{
    public ValueTask<int> HandleAsync(@event command, CancellationToken cancellationToken) => new(command.Value);

    public ValueTask<int> HandleAsync(Größe command, CancellationToken cancellationToken) => new(command.Value);

    public ValueTask<string> HandleAsync(PageOf<int>.At query, CancellationToken cancellationToken) =>
        new($"{query.Place}");

    public ValueTask HandleAsync(Forget<int> command, CancellationToken cancellationToken)
    {
        log.Add($"forget{command.What}");
        return default;
    }

    public ValueTask HandleAsync(Tap command, CancellationToken cancellationToken)
    {
        log.Add($"tap{command.At}");
        return default;
    }
}

internal interface IPaint
{
    string Name { get; }
}

internal sealed record Paint(string Name) : IPaint;

internal sealed record Describe : ICommand<string>;

internal sealed class DescribeHandler(
    IEnumerable<IPaint> paints,
    [FromKeyedServices("dark")] IPaint dark,
    IServiceProvider scope,
    Marker marker,
    int limit = 7,
    string text = "x",
    Gone? gone = null
) : ICommandHandler<Describe, string>
{
    public ValueTask<string> HandleAsync(Describe command, CancellationToken cancellationToken) =>
        new(
            $"{string.Join(',', paints.Select(paint => paint.Name))} {dark.Name} {limit} {text} {gone is null} {scope.GetRequiredService<Marker>() == marker}"
        );
}

/// <summary>Never registered.</summary>
internal sealed class Gone;

internal sealed record Choose : ICommand<string>;

internal sealed class ChooseHandler : ICommandHandler<Choose, string>
{
    private readonly string _choice;

    public ChooseHandler() => _choice = "the shortest";

    public ChooseHandler(Log log, Marker marker) =>
        _choice = log is null || marker is null ? "" : "the longest that can be filled";

    public ChooseHandler(Log log, Marker marker, Gone gone) => _choice = $"cannot be filled {log} {marker} {gone}";

    public ValueTask<string> HandleAsync(Choose command, CancellationToken cancellationToken) => new(_choice);
}
