using System;
using System.Collections.Generic;
using System.Globalization;
using CqrsKit.Benchmarks.Scenarios;

namespace CqrsKit.Benchmarks.Reporting;

/// <summary>The figures to reach, one line each.</summary>
internal static class Targets
{
    private const string Own = nameof(CommandScenario.CqrsKit);
    private const string Far = nameof(CommandScenario.CqrsKitOtherAssembly);
    private const string Direct = nameof(CommandScenario.Direct);
    private const string Nested = nameof(SyncBehaviorsScenario.HandNested);

    public static IEnumerable<string> Lines(Measured measured, StartTimes? start)
    {
        foreach (var (name, scenario, contestant, limit) in Plain)
        {
            yield return Line(name, measured.Ratio(scenario, contestant, Direct), limit);
            yield return Line($"{name}-bytes", measured.Bytes(scenario, contestant), 0);
        }

        var unknown = nameof(UnknownTypeScenario);
        yield return Line(
            "unknown-type-over-mediator",
            measured.Ratio(unknown, Own, nameof(UnknownTypeScenario.MediatorSingleton)),
            1
        );
        var sync = nameof(SyncBehaviorsScenario);
        yield return Line("sync-behaviors", measured.Ratio(sync, Own, Nested), 2);
        yield return Line("sync-behaviors-bytes", measured.Bytes(sync, Own), 0);
        var (behaviors, hooks) = (nameof(AsyncBehaviorsScenario), nameof(AsyncHooksScenario));
        yield return Line("async-behaviors", measured.Ratio(behaviors, Own, Nested), 1.1);
        yield return Line("async-behaviors-bytes", measured.Bytes(behaviors, Own), 0);
        yield return Line("async-hooks", measured.Ratio(hooks, Own, Nested), 0.2);
        yield return Line("async-hooks-bytes", measured.Bytes(hooks, Own), 0);
        foreach (var (name, scenario, contestant) in Suspended)
        {
            yield return Line(name, measured.Ratio(scenario, contestant, Nested), 1);
            yield return Line(
                $"{name}-bytes",
                measured.Bytes(scenario, contestant),
                measured.Bytes(scenario, Nested) - 1
            );
        }

        var stream = nameof(StreamScenario);
        yield return Line("stream", measured.Ratio(stream, Own, Direct), 1.02);
        yield return Line("stream-bytes-more", measured.Bytes(stream, Own) - measured.Bytes(stream, Direct), 0);
        var scope = nameof(NewScopeScenario);
        yield return Line("new-scope", measured.Ratio(scope, Own, Direct), 1.15);
        yield return Line(
            "new-scope-transient",
            measured.Ratio(scope, nameof(NewScopeScenario.CqrsKitTransient), nameof(NewScopeScenario.DirectTransient)),
            1.15
        );
        yield return Line("start-1000-over-1", start?.Ratio("generated"), 1.2);
    }

    private static IEnumerable<(string Name, string Scenario, string Contestant, double Limit)> Plain =>
        [
            ("command", nameof(CommandScenario), Own, 2),
            ("command-other-assembly", nameof(CommandScenario), Far, 2),
            ("query", nameof(QueryScenario), Own, 2),
            ("query-other-assembly", nameof(QueryScenario), Far, 2),
            ("unknown-type", nameof(UnknownTypeScenario), Own, 9),
            ("scoped-handler", nameof(ScopedHandlerScenario), Own, 3),
            ("event", nameof(EventScenario), Own, 1.7),
        ];

    private static IEnumerable<(string Name, string Scenario, string Contestant)> Suspended =>
        [
            ("suspended-behaviors", nameof(SuspendedBehaviorsScenario), Own),
            (
                "suspended-behaviors-pooled",
                nameof(SuspendedBehaviorsScenario),
                nameof(SuspendedBehaviorsScenario.CqrsKitPooled)
            ),
            ("suspended-hooks", nameof(SuspendedHooksScenario), Own),
        ];

    private static string Line(string name, double? value, double? limit)
    {
        var met = value <= limit ? "met" : "short";
        return $"target dispatch-{name} {Text(value)} {Text(limit)} {met}";
    }

    private static string Text(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "-";
}
