using System;
using System.Globalization;
using System.IO;
using System.Linq;
using CqrsKit.Keystroke;

// What one keystroke costs each generator in a project of 1,000 handlers.
var handlers = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000;
var rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 40;

using var ours = new Typist(
    "CqrsKit",
    Shop.ForCqrsKit(handlers),
    typeof(CqrsKit.Generator.Tables.HandlerTableGenerator).Assembly
);
using var theirs = new Typist(
    "Mediator",
    Shop.ForMediator(handlers),
    System.Reflection.Assembly.LoadFrom(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "mediator"), "Mediator.SourceGenerator*.dll").Single()
    )
);

foreach (
    var (name, title, file, mark) in new[]
    {
        ("body", "a handler's body", "Handler7.cs", "/*here*/"),
        ("calls", "a file with calls", "Calls7.cs", "/*here*/"),
        ("member", "a member's signature", "Store.cs", "/*here*/"),
        ("message", "a message's parameters", "Handler7.cs", "/*message*/"),
        ("constructor", "a handler's constructor", "Handler7.cs", "/*constructor*/"),
    }
)
{
    for (var round = 0; round < rounds / 2; round++)
    {
        ours.Type(file, mark, round);
        theirs.Type(file, mark, round);
    }

    var (left, right) = (new double[rounds], new double[rounds]);
    for (var round = 0; round < rounds; round++)
    {
        left[round] = ours.Type(file, mark, rounds + round);
        right[round] = theirs.Type(file, mark, rounds + round);
    }

    Array.Sort(left);
    Array.Sort(right);
    var (mine, other) = (left[rounds / 2], right[rounds / 2]);
    Console.WriteLine(
        FormattableString.Invariant(
            $"keystroke in {title}, {handlers} handlers: CqrsKit {mine:F2} ms, Mediator {other:F2} ms (median of {rounds})"
        )
    );
    Console.WriteLine(
        FormattableString.Invariant(
            $"target generator-keystroke-{name} {mine / other:F3} 1 {(mine <= other ? "met" : "short")}"
        )
    );
}
