using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Tests.Testing;

public sealed record Counted(string Key, int By) : IEvent;

public sealed record Stopped(string Key) : IEvent;

public sealed record Labeled(string Key, IReadOnlyList<string> Labels) : IEvent;

public sealed record Counter(int Total, bool IsStopped);

public sealed record Count(string Key, int Total, IReadOnlyList<string> Labels);

internal sealed class CounterAggregate : Aggregate<Counter>
{
    public CounterAggregate()
        : base("counter")
    {
        On<Counted>((counter, e) => new Counter((counter?.Total ?? 0) + e.By, false));
        On<Labeled>((counter, _) => counter ?? new Counter(0, false));
        On<Stopped>((counter, _) => counter! with { IsStopped = true });
    }

    public static IEnumerable<IEvent> Add(Counter? counter, int by)
    {
        if (counter?.IsStopped == true)
            throw new InvalidOperationException("The counter has stopped.");
        if (by != 0)
            yield return new Counted("a", by);
        if ((counter?.Total ?? 0) + by >= 10)
            yield return new Stopped("a");
    }
}

internal sealed class Counts : Projection<Count>
{
    public Counts()
        : base("counts")
    {
        On<Counted>(e => e.Key, (count, e) => new Count(e.Key, (count?.Total ?? 0) + e.By, count?.Labels ?? []));
        On<Labeled>(e => e.Key, (count, e) => new Count(e.Key, count?.Total ?? 0, e.Labels));
        On<Stopped>(e => e.Key, (_, _) => null);
        Index("by-total", count => IndexKey.Of(count.Total));
    }
}
