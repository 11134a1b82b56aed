using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CqrsKit.Benchmarks.Scenarios;

namespace CqrsKit.Benchmarks.Reporting;

/// <summary>All scenarios side by side: nanoseconds of one operation, times the baseline, and bytes.</summary>
internal static class Table
{
    private static readonly (string Title, string Scenario)[] Single =
    [
        ("command", nameof(CommandScenario)),
        ("query", nameof(QueryScenario)),
        ("unknown type", nameof(UnknownTypeScenario)),
        ("scoped handler", nameof(ScopedHandlerScenario)),
        ("event to 3", nameof(EventScenario)),
        ("stream of 100", nameof(StreamScenario)),
        ("new scope", nameof(NewScopeScenario)),
    ];

    private static readonly (string Title, string Scenario)[] Pipelines =
    [
        ("3 sync", nameof(SyncBehaviorsScenario)),
        ("3 async", nameof(AsyncBehaviorsScenario)),
        ("3 async, suspended", nameof(SuspendedBehaviorsScenario)),
        ("hooks", nameof(AsyncHooksScenario)),
        ("hooks, suspended", nameof(SuspendedHooksScenario)),
    ];

    private static readonly (string Title, string Contestant)[] Rows =
    [
        ("direct", nameof(CommandScenario.Direct)),
        ("hand-nested", nameof(SyncBehaviorsScenario.HandNested)),
        ("hand-nested, pooled", nameof(SuspendedBehaviorsScenario.HandNestedPooled)),
        ("CqrsKit", nameof(CommandScenario.CqrsKit)),
        ("CqrsKit, pooled", nameof(SuspendedBehaviorsScenario.CqrsKitPooled)),
        ("CqrsKit, other assembly", nameof(CommandScenario.CqrsKitOtherAssembly)),
        ("CqrsKit, scan", nameof(CommandScenario.CqrsKitScan)),
        ("direct, transient", nameof(NewScopeScenario.DirectTransient)),
        ("CqrsKit, transient", nameof(NewScopeScenario.CqrsKitTransient)),
        ("Mediator, singleton", nameof(CommandScenario.MediatorSingleton)),
        ("Mediator, scoped", nameof(CommandScenario.MediatorScoped)),
        ("MediatR", "MediatR"),
        ("FastEndpoints", nameof(CommandScenario.FastEndpoints)),
        ("Wolverine", nameof(CommandScenario.Wolverine)),
        ("MassTransit", nameof(CommandScenario.MassTransit)),
    ];

    public static IEnumerable<string> Lines(Measured measured) =>
        Lines("Without a pipeline", Single, measured)
            .Append("")
            .Concat(Lines("With a pipeline, over hand-nested", Pipelines, measured));

    private static IEnumerable<string> Lines(string title, (string Title, string Scenario)[] columns, Measured measured)
    {
        yield return $"| {title} | {string.Join(" | ", columns.Select(column => column.Title))} |";
        yield return $"|---|{string.Concat(columns.Select(_ => "---|"))}";
        foreach (var (name, contestant) in Rows)
        {
            var cells = columns.Select(column => Cell(measured, column.Scenario, contestant)).ToArray();
            if (cells.Any(cell => cell != "–"))
                yield return $"| {name} | {string.Join(" | ", cells)} |";
        }
    }

    private static string Cell(Measured measured, string scenario, string contestant)
    {
        if (measured.Time(scenario, contestant) is not { } time)
            return "–";
        var baseline = Array.Find(["Direct", "HandNested"], name => measured.Time(scenario, name) is not null);
        var ratio = baseline is null ? null : measured.Ratio(scenario, contestant, baseline);
        var times = ratio is null || contestant == baseline ? "" : $" ({Text(ratio.Value)}×)";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Text(time)}{times}, {measured.Bytes(scenario, contestant) ?? double.NaN:0} B"
        );
    }

    private static string Text(double value) =>
        value.ToString(
            value < 10 ? "0.00"
                : value < 100 ? "0.0"
                : "0",
            CultureInfo.InvariantCulture
        );
}
