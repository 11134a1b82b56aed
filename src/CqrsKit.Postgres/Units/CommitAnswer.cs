using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using CqrsKit.Writing;
using Npgsql;

namespace CqrsKit.Postgres.Units;

/// <summary>What <c>commit_units</c> has answered for a round.</summary>
internal sealed class CommitAnswer
{
    private const int Conflict = 1,
        KeyTaken = 2,
        InlineMoved = 3,
        Known = 4,
        Late = 5;

    private uint _epoch;
    private ulong _xid;
    private int _base;
    private int[] _results = [];
    private int[] _guards = [];
    private long[] _versions = [];
    private LogMark _mark;

    /// <summary>Reads the one row of the answer.</summary>
    public static async ValueTask<CommitAnswer> ReadAsync(NpgsqlDataReader row, CancellationToken cancellationToken)
    {
        if (!await row.ReadAsync(cancellationToken).ConfigureAwait(false))
            throw new CqrsKitException(
                "The function commit_units answered nothing. Check that nobody has replaced it."
            );
        var answer = new CommitAnswer
        {
            _epoch = (uint)row.GetInt32(0),
            _xid = row.GetFieldValue<ulong>(1),
            _base = row.GetInt32(2),
            _results = row.GetFieldValue<int[]>(3),
            _guards = row.GetFieldValue<int[]>(4),
            _versions = row.IsDBNull(5) ? [] : row.GetFieldValue<long[]>(5),
        };
        if (!row.IsDBNull(6))
            answer._mark = new LogMark(
                new Position((uint)row.GetInt32(7), row.GetFieldValue<ulong>(6), (ulong)row.GetInt32(8)),
                row.GetGuid(9)
            );
        return answer;
    }

    /// <summary>Puts the outcomes in their places; those of units that are known already are left null.</summary>
    public void Give(Round round, Guid logId, UnitOutcome?[] outcomes)
    {
        var versions = new Dictionary<int, List<StreamVersion>>();
        var named = new HashSet<RoundStream>();
        foreach (var @event in round.Events)
        {
            if (!named.Add(@event.Stream))
                continue;
            if (!versions.TryGetValue(@event.Unit, out var list))
                versions.Add(@event.Unit, list = new List<StreamVersion>(1));
            list.Add(new(@event.Stream.Stream, _versions[@event.Stream.Index - 1] + @event.Stream.Added));
        }

        for (var i = 0; i < round.Units.Count; i++)
        {
            var unit = round.Units[i];
            outcomes[unit.At] = _results[i] switch
            {
                0 => new UnitOutcome
                {
                    Result = UnitResult.Committed,
                    Mark = MarkOf(unit),
                    LogId = logId,
                    Versions = versions.TryGetValue(i + 1, out var list) ? list : [],
                },
                Conflict => Refused(round, _guards[i]),
                KeyTaken => UnitOutcome.Refused(UnitResult.KeyTaken),
                InlineMoved => UnitOutcome.Refused(UnitResult.InlineMoved),
                Late => UnitOutcome.Refused(UnitResult.Conflict),
                Known => null,
                var other => throw new CqrsKitException(
                    $"The function commit_units answered {other}. Check that nobody has replaced it."
                ),
            };
        }
    }

    private UnitOutcome Refused(Round round, int guard)
    {
        var (stream, expected) = round.Guards[guard - 1];
        return UnitOutcome.Conflict(expected, _versions[stream.Index - 1]);
    }

    private LogMark MarkOf(RoundUnit unit) =>
        unit.Last < unit.First
            ? _mark
            : new LogMark(new Position(_epoch, _xid, (ulong)(_base + unit.Last)), unit.Unit.UnitId);
}
