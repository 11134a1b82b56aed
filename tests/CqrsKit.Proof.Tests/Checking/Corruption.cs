using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Checker;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Proof.Tests.Checking;

/// <summary>A fault planted in a history, and the invariant that it breaks.</summary>
internal sealed record Corruption(string Name, Invariant Breaks, Func<List<HistoryLine>, Random, bool> Plant)
{
    public static IReadOnlyList<Corruption> All { get; } =
    [
        new("an acknowledged unit is gone", Invariant.Acknowledged, RemoveAcknowledged),
        new(
            "a token names another place",
            Invariant.Acknowledged,
            Change<CommandAnswered>(
                a => a.Token is not null,
                a => a with { Token = a.Token!.Value with { Minor = a.Token.Value.Minor + 1 } }
            )
        ),
        new(
            "an answer names another version",
            Invariant.Acknowledged,
            Change<CommandAnswered>(
                a => a.Versions is not null,
                a => a with { Versions = [a.Versions![0] with { Version = a.Versions[0].Version + 1 }] }
            )
        ),
        new(
            "a unit that nobody asked for",
            Invariant.Invoked,
            Change<UnitRecorded>(u => u.Op is not null, u => u with { Op = "nobody" })
        ),
        new(
            "a unit without a cause in the log",
            Invariant.Invoked,
            Change<UnitRecorded>(u => u.Cause is not null, u => u with { Cause = Guid.AllBitsSet })
        ),
        new(
            "a failed command has happened",
            Invariant.Invoked,
            Change<CommandAnswered>(
                a => a.Versions is not null,
                a => a with { Status = AnswerStatus.Fail },
                IsFirstOfKey
            )
        ),
        new(
            "a key has two effects",
            Invariant.Once,
            (lines, random) =>
                Again(
                    lines,
                    random,
                    unit => unit.Key is not null,
                    unit => unit with { Op = null, Cause = unit.Events[0].Id }
                )
        ),
        new(
            "a call has two effects",
            Invariant.Once,
            (lines, random) => Again(lines, random, unit => unit.Op is not null, unit => unit with { Key = null })
        ),
        new("a repeat is answered otherwise", Invariant.Answers, ChangeRepeat),
        new("a version is left out", Invariant.Versions, ChangeEvent(e => e with { Version = e.Version + 1 })),
        new("a version comes twice", Invariant.Versions, ChangeEvent(e => e with { Version = e.Version - 1 })),
        new(
            "a guard was not honored",
            Invariant.Expected,
            Change<UnitRecorded>(
                u => u.Guards is not null,
                u => u with { Guards = [u.Guards![0] with { Version = u.Guards[0].Version + 1 }] }
            )
        ),
        new("a client's version was not honored", Invariant.Expected, ChangeExpected),
        new(
            "a page leaves an event out",
            Invariant.Complete,
            Change<PageRead>(p => p.Events.Count > 0, p => p with { Events = [.. p.Events.Skip(1)] })
        ),
        new("a page is complete through too much", Invariant.Complete, ExtendPage),
        new("an event appears below the end", Invariant.Complete, AppearBelow),
        new(
            "a page ends where the log never was",
            Invariant.Complete,
            Change<PageRead>(_ => true, p => p with { Through = p.Through with { Minor = 99999 } })
        ),
        new("a row lacks its last event", Invariant.Fold, (lines, random) => ChangeRow(lines, random, older: true)),
        new(
            "a row is none that there was",
            Invariant.Fold,
            Change<RowSampled>(s => !s.Parked, s => s with { Value = "nothing of this log" })
        ),
        new(
            "a row that was never was read",
            Invariant.Fold,
            Change<QueryAnswered>(
                a => a is { Status: AnswerStatus.Ok, Met: true, Rows: not null },
                a => a with { Rows = [a.Rows![0] with { Value = "nothing of this log" }] }
            )
        ),
        new("a read misses what its token names", Invariant.Writes, ReadOld),
        new("a receipt claims too much", Invariant.Writes, ClaimTooMuch),
        new(
            "a receipt names what the log does not hold",
            Invariant.Writes,
            Change<QueryAnswered>(
                a => a is { Status: AnswerStatus.Ok, Met: true, Seen: not null },
                a => a with { Seen = a.Seen!.Value with { Minor = 99999 } },
                LooksAtTheLog
            )
        ),
        new("a session goes back", Invariant.Monotonic, GoBack),
        new("a bound is not honest", Invariant.Staleness, UnderstateStaleness),
        new(
            "a parked key is not marked",
            Invariant.Holes,
            Change<RowSampled>(s => s.Parked, s => s with { Parked = false }, IsNeverMended)
        ),
        new("a hole is read unnoticed", Invariant.Holes, ReadHole),
        new("a fence is given twice", Invariant.Fences, RepeatFence),
        new("a fenced writer is accepted", Invariant.Fences, ApplyBelow),
        new(
            "a healthy key is parked",
            Invariant.Poison,
            Change<RowSampled>(s => !s.Parked, s => s with { Parked = true }, IsNeverMended)
        ),
        new("a key is parked again that was mended", Invariant.Poison, ParkAgain),
        new(
            "a mended row lacks what it could not take",
            Invariant.Fold,
            (lines, random) => ChangeMended(lines, random, sample => sample with { Value = null })
        ),
        new("a generation is switched to half-built", Invariant.Rebuild, SwitchEarly),
        new(
            "a building generation is read",
            Invariant.Rebuild,
            Change<GenerationRead>(_ => true, r => r with { Generation = r.Generation + 1 })
        ),
        new("a tenant reads another's row", Invariant.Tenants, ReadOther),
        new("a tenant's row is another's", Invariant.Tenants, SampleOther),
        new(
            "a tenant writes another's stream",
            Invariant.Tenants,
            Change<CommandInvoked>(_ => true, i => i with { Tenant = i.Tenant == "north" ? "south" : "north" }, HasUnit)
        ),
        new("the time goes back", Invariant.Format, Change<QueryAnswered>(_ => true, a => a with { At = a.At - 1000 })),
    ];

    private static Func<List<HistoryLine>, Random, bool> Change<TLine>(
        Func<TLine, bool> fits,
        Func<TLine, TLine> change,
        Func<List<HistoryLine>, TLine, bool>? also = null
    )
        where TLine : HistoryLine =>
        (lines, random) =>
            Pick(lines, random, line => line is TLine typed && fits(typed) && also?.Invoke(lines, typed) != false)
                is { } i
            && Set(lines, i, change((TLine)lines[i]));

    private static int? Pick(List<HistoryLine> lines, Random random, Func<HistoryLine, bool> fits)
    {
        var found = Enumerable.Range(0, lines.Count).Where(i => fits(lines[i])).ToArray();
        return found.Length == 0 ? null : found[random.Next(found.Length)];
    }

    private static bool Set(List<HistoryLine> lines, int i, HistoryLine line)
    {
        lines[i] = line;
        return true;
    }

    private static bool IsNeverMended(List<HistoryLine> lines, RowSampled sample) =>
        !lines.Any(line => line is KeyMended);

    private static bool ParkAgain(List<HistoryLine> lines, Random random)
    {
        // The first one is what shows that it was taken after all.
        var first = long.MaxValue;
        return ChangeMended(
            lines,
            random,
            sample => sample with { Parked = true },
            sample => sample.At > (first = long.Min(first, sample.At))
        );
    }

    /// <summary>Changes a row that was seen without a hole, and covers the event that made one before.</summary>
    private static bool ChangeMended(
        List<HistoryLine> lines,
        Random random,
        Func<RowSampled, RowSampled> change,
        Func<RowSampled, bool>? fits = null
    )
    {
        if (lines.OfType<KeyMended>().FirstOrDefault() is not { } mended || lines.Any(line => line is TailLost))
            return false;
        var found = Pick(
            lines,
            random,
            line =>
                line is RowSampled { Parked: false } sample
                && sample.At > mended.At
                && (sample.Tenant, sample.Key) == (mended.Tenant, mended.Key)
                && sample.Through.CompareTo(mended.Values[0].Mark) >= 0
                && fits?.Invoke(sample) != false
        );
        return found is { } i && Set(lines, i, change((RowSampled)lines[i]));
    }

    private static bool HasUnit(List<HistoryLine> lines, CommandInvoked invoked) =>
        lines.OfType<UnitRecorded>().Any(unit => unit.Op == invoked.Op);

    private static bool IsFirstOfKey(List<HistoryLine> lines, CommandAnswered answer) =>
        lines.OfType<UnitRecorded>().Any(unit => unit.Op == answer.Op);

    private static bool RemoveAcknowledged(List<HistoryLine> lines, Random random)
    {
        var acknowledged = lines
            .OfType<CommandAnswered>()
            .Where(a => a.Token is not null)
            .Select(a => a.Op)
            .ToHashSet();
        if (Pick(lines, random, line => line is UnitRecorded { Op: { } op } && acknowledged.Contains(op)) is not { } i)
            return false;
        lines.RemoveAt(i);
        return true;
    }

    /// <summary>Puts a unit into the log once more, at its end, under other ids.</summary>
    private static bool Again(
        List<HistoryLine> lines,
        Random random,
        Func<UnitRecorded, bool> fits,
        Func<UnitRecorded, UnitRecorded> change
    )
    {
        var afterLoss = lines.FindLastIndex(line => line is TailLost);
        var units = lines.Skip(afterLoss + 1).OfType<UnitRecorded>().ToArray();
        var candidates = units.Where(fits).ToArray();
        if (candidates.Length == 0)
            return false;
        var unit = change(candidates[random.Next(candidates.Length)]);
        var end = units[^1].Events[^1].Mark;
        var id = Guid.AllBitsSet;
        var version = units
            .SelectMany(u => u.Events)
            .Where(e => e.Tenant == unit.Events[0].Tenant && e.Stream == unit.Events[0].Stream)
            .Max(e => e.Version);
        var again = unit.Events[0] with
        {
            Id = id,
            Mark = end with { Minor = end.Minor + 1, Unit = id },
            Version = version + 1,
            Folds = [],
        };
        lines.Add(unit with { At = lines[^1].At, Unit = id, Guards = null, Events = [again] });
        return true;
    }

    private static bool ChangeRepeat(List<HistoryLine> lines, Random random)
    {
        var repeats = lines.OfType<CommandInvoked>().Where(i => i.Command == "again").Select(i => i.Op).ToHashSet();
        return Pick(lines, random, line => line is CommandAnswered a && repeats.Contains(a.Op)) is { } i
            && Set(lines, i, (CommandAnswered)lines[i] with { Result = "something else" });
    }

    private static Func<List<HistoryLine>, Random, bool> ChangeEvent(Func<EventLine, EventLine> change) =>
        Change<UnitRecorded>(
            _ => true,
            unit => unit with { Events = [.. unit.Events.SkipLast(1), change(unit.Events[^1])] }
        );

    private static bool ChangeExpected(List<HistoryLine> lines, Random random) =>
        Pick(lines, random, line => line is CommandInvoked { Expects: not null } invoked && HasUnit(lines, invoked))
            is { } i
        && lines[i] is CommandInvoked { Expects: { } expects } invoked
        && Set(lines, i, invoked with { Expects = [expects[0] with { Version = expects[0].Version + 1 }] });

    private static bool ExtendPage(List<HistoryLine> lines, Random random)
    {
        if (lines.Any(line => line is TailLost))
            return false;
        var log = lines.OfType<UnitRecorded>().SelectMany(unit => unit.Events).ToArray();
        return Pick(
                lines,
                random,
                line => line is PageRead { Names: null } page && log.Length > 0 && page.Through != log[^1].Mark
            )
                is { } i
            && Set(lines, i, (PageRead)lines[i] with { Through = log[^1].Mark });
    }

    private static bool AppearBelow(List<HistoryLine> lines, Random random)
    {
        var units = lines.OfType<UnitRecorded>().ToArray();
        return Pick(lines, random, line => line is UnitRecorded unit && unit != units[0]) is { } i
            && lines[i] is UnitRecorded unit
            && Set(
                lines,
                i,
                unit with
                {
                    Events = [.. unit.Events.SkipLast(1), unit.Events[^1] with { Mark = new Mark(0, 0, 1, unit.Unit) }],
                }
            );
    }

    private static bool ChangeRow(List<HistoryLine> lines, Random random, bool older)
    {
        var values = lines
            .OfType<UnitRecorded>()
            .SelectMany(unit => unit.Events)
            .SelectMany(e => e.Folds!.Select(fold => (e.Tenant, fold.Key, fold.Value)))
            .ToArray();
        return Pick(lines, random, line => line is RowSampled { Parked: false, Value: not null }) is { } i
            && lines[i] is RowSampled sample
            && Set(
                lines,
                i,
                sample with
                {
                    Value = older ? Before(values, sample.Tenant, sample.Key, sample.Value!) : sample.Value,
                }
            );
    }

    private static string? Before(
        (string Tenant, string Key, string? Value)[] values,
        string tenant,
        string key,
        string value
    )
    {
        var own = values.Where(v => v.Tenant == tenant && v.Key == key).Select(v => v.Value).Distinct().ToList();
        var at = own.IndexOf(value);
        return at <= 0 ? null : own[at - 1];
    }

    private static bool ReadOld(List<HistoryLine> lines, Random random)
    {
        var strict = lines
            .OfType<QueryInvoked>()
            .Where(q => q is { Contract: ReadContract.Token })
            .ToDictionary(q => q.Op);
        var found = Pick(
            lines,
            random,
            line =>
                line is QueryAnswered { Status: AnswerStatus.Ok, Met: true } a
                && strict.TryGetValue(a.Op, out var q)
                && Touched(lines, q.Tenant, a.Rows![0].Key, q.Token!.Value)
        );
        return found is { } i
            && Set(
                lines,
                i,
                (QueryAnswered)lines[i] with
                {
                    Seen = null,
                    Rows = [((QueryAnswered)lines[i]).Rows![0] with { Value = null }],
                }
            );
    }

    /// <summary>Whether a row was there at or before a mark.</summary>
    private static bool Touched(List<HistoryLine> lines, string tenant, string key, Mark mark) =>
        !lines.Any(line => line is TailLost)
        && lines
            .OfType<UnitRecorded>()
            .SelectMany(u => u.Events)
            .Any(e =>
                e.Tenant == tenant
                && e.Mark.CompareTo(mark) <= 0
                && e.Folds!.Any(fold => fold.Key == key && fold.Value is not null)
            );

    private static bool ClaimTooMuch(List<HistoryLine> lines, Random random)
    {
        var asked = lines.OfType<QueryInvoked>().ToDictionary(q => q.Op);
        var found = Pick(
            lines,
            random,
            line =>
                line is QueryAnswered { Met: true, Seen: { } seen } a
                && Touched(lines, asked[a.Op].Tenant, a.Rows![0].Key, seen)
        );
        return found is { } i
            && Set(
                lines,
                i,
                (QueryAnswered)lines[i] with
                {
                    Rows = [((QueryAnswered)lines[i]).Rows![0] with { Value = null }],
                }
            );
    }

    private static bool LooksAtTheLog(List<HistoryLine> lines, QueryAnswered answer) =>
        !lines.Any(line => line is TailLost or StoreRewound)
        && lines.OfType<QueryInvoked>().First(query => query.Op == answer.Op)
            is { Contract: ReadContract.Latest }
                or { Contract: ReadContract.Token, Token: not null };

    private static bool GoBack(List<HistoryLine> lines, Random random)
    {
        if (lines.Any(line => line is TailLost))
            return false;
        var asked = lines.OfType<QueryInvoked>().Where(q => q.Session is not null).ToDictionary(q => q.Op);
        var seen = new HashSet<(string, string)>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (
                lines[i] is not QueryAnswered { Status: AnswerStatus.Ok, Met: true } answer
                || !asked.TryGetValue(answer.Op, out var query)
            )
                continue;
            var place = (query.Session!, answer.Rows![0].Key);
            if (!seen.Contains(place))
            {
                if (answer.Rows[0].Value is not null)
                    seen.Add(place);
                continue;
            }

            lines[lines.IndexOf(query)] = query with { Contract = ReadContract.Eventual, Token = null };
            return Set(
                lines,
                i,
                answer with
                {
                    Seen = null,
                    Staleness = null,
                    Rows = [answer.Rows[0] with { Value = null }],
                }
            );
        }

        return false;
    }

    private static bool UnderstateStaleness(List<HistoryLine> lines, Random random)
    {
        var asked = lines.OfType<QueryInvoked>().ToDictionary(q => q.Op);
        var acknowledged = new HashSet<(string, string)>();
        var committed = lines.OfType<UnitRecorded>().Where(u => u.Op is not null).ToDictionary(u => u.Op!);
        if (lines.Any(line => line is TailLost))
            return false;
        for (var i = 0; i < lines.Count; i++)
        {
            if (
                lines[i] is CommandAnswered { Token: not null } answered
                && committed.TryGetValue(answered.Op, out var unit)
            )
                acknowledged.UnionWith(
                    unit.Events.SelectMany(e =>
                        e.Folds!.Where(fold => fold.Value is not null).Select(fold => (e.Tenant, fold.Key))
                    )
                );
            if (
                lines[i] is QueryAnswered { Met: true, Seen: not null } a
                && acknowledged.Contains((asked[a.Op].Tenant, a.Rows![0].Key))
            )
            {
                lines[lines.IndexOf(asked[a.Op])] = asked[a.Op] with
                {
                    Contract = ReadContract.Eventual,
                    Token = null,
                    Session = null,
                };
                return Set(lines, i, a with { Seen = null, Staleness = 0, Rows = [a.Rows[0] with { Value = null }] });
            }
        }

        return false;
    }

    private static bool ReadHole(List<HistoryLine> lines, Random random) =>
        !lines.Any(line => line is TailLost)
        && Pick(lines, random, line => line is QueryAnswered { Met: false, Rows: not null }) is { } i
        && Set(
            lines,
            i,
            (QueryAnswered)lines[i] with
            {
                Met = true,
                Seen = lines.Take(i).OfType<UnitRecorded>().Last().Events[^1].Mark,
            }
        );

    private static bool RepeatFence(List<HistoryLine> lines, Random random) =>
        Pick(lines, random, line => line is FenceRaised { Fence: > 1 }) is { } i
        && Set(lines, i, (FenceRaised)lines[i] with { Fence = ((FenceRaised)lines[i]).Fence - 1 });

    private static bool ApplyBelow(List<HistoryLine> lines, Random random) =>
        Pick(lines, random, line => line is BatchApplied { Fence: > 0 }) is { } i
        && Set(lines, i, (BatchApplied)lines[i] with { Fence = 0 });

    private static bool SwitchEarly(List<HistoryLine> lines, Random random)
    {
        var built = lines
            .OfType<GenerationBuilt>()
            .Where(b => b.Head is { } head && head != Mark.Start)
            .Select(b => b.Generation)
            .ToHashSet();
        return Pick(lines, random, line => line is GenerationSwitched { To: { } to } && built.Contains(to)) is { } i
            && Set(lines, i, (GenerationSwitched)lines[i] with { Through = Mark.Start });
    }

    private static bool ReadOther(List<HistoryLine> lines, Random random)
    {
        var asked = lines.OfType<QueryInvoked>().ToDictionary(q => q.Op);
        var found = Pick(
            lines,
            random,
            line =>
                line is QueryAnswered { Rows: not null } a
                && ValueOfOther(lines, line, asked[a.Op].Tenant, a.Rows[0].Key) is not null
        );
        return found is { } i
            && lines[i] is QueryAnswered { Rows: { } rows } answer
            && Set(
                lines,
                i,
                answer with
                {
                    Rows = [rows[0] with { Value = ValueOfOther(lines, answer, asked[answer.Op].Tenant, rows[0].Key) }],
                }
            );
    }

    private static bool SampleOther(List<HistoryLine> lines, Random random) =>
        Pick(lines, random, line => line is RowSampled { Parked: false } s && OtherAt(lines, s) is not null) is { } i
        && lines[i] is RowSampled sample
        && Set(lines, i, sample with { Value = OtherAt(lines, sample) });

    private static string? OtherAt(List<HistoryLine> lines, RowSampled sample) =>
        lines
            .OfType<RowSampled>()
            .LastOrDefault(s => s.Through == sample.Through && s.Key == sample.Key && s.Tenant != sample.Tenant)
            ?.Value;

    private static string? ValueOfOther(List<HistoryLine> lines, HistoryLine before, string tenant, string key) =>
        lines.Any(line => line is TailLost)
            ? null
            : lines
                .TakeWhile(line => line != before)
                .OfType<UnitRecorded>()
                .SelectMany(u => u.Events)
                .Where(e => e.Tenant != tenant)
                .SelectMany(e => e.Folds!)
                .LastOrDefault(fold => fold.Key == key)
                ?.Value;
}
