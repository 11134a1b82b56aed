using System;
using System.Collections.Generic;
using System.Text;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;
using static CqrsKit.Postgres.Servers.Parameters;

namespace CqrsKit.Postgres.Units;

/// <summary>Calls of <c>commit_units</c>: the same few texts over and over, so that they stay prepared.</summary>
internal sealed class CommitCommand
{
    private const int Always = 26;

    private static readonly string[] States = ["p_t_stream", "p_t_schema", "p_t_codec", "p_t_data"];

    private static readonly string[] Outcomes =
    [
        "p_o_unit",
        "p_o_tenant",
        "p_o_scope",
        "p_o_key",
        "p_o_fingerprint",
        "p_o_codec",
        "p_o_result",
        "p_o_recorded",
    ];

    private static readonly string[] Views = ["p_v_name", "p_v_number"];

    private static readonly string[] Bases = ["p_b_unit", "p_b_base"];

    private static readonly string[] Rows =
    [
        "p_k_unit",
        "p_k_view",
        "p_k_tenant",
        "p_k_key",
        "p_k_expected",
        "p_k_behind",
        "p_k_data",
        "p_a_row",
        "p_a_name",
        "p_a_value",
        "p_d_row",
        "p_d_name",
        "p_d_value",
        "p_p_row",
        "p_p_n",
        "p_p_error",
    ];

    private readonly string[] _texts = new string[32];

    public CommitCommand(Database database)
    {
        for (var shape = 0; shape < _texts.Length; shape++)
            _texts[shape] = database.Sql(Text(shape));
    }

    /// <summary>The call that commits a round.</summary>
    /// <param name="round">The round.</param>
    /// <param name="ownersLog">The log's identity in a transaction of the caller's own; null in one of the store's.</param>
    public NpgsqlBatchCommand Of(Round round, Guid? ownersLog)
    {
        var command = new NpgsqlBatchCommand(_texts[ShapeOf(round)]);
        var to = command.Parameters;
        if (ownersLog is { } log)
            to.With(log);
        else
            to.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        to.WithArray(Each(round.Units, one => one.Unit.UnitId), NpgsqlDbType.Uuid)
            .WithArray(Each(round.Units, one => one.First))
            .WithArray(Each(round.Units, one => one.Last));
        to.WithArray(Each(round.Streams, one => one.Unit))
            .WithTexts(round.Streams, one => one.Stream.Tenant)
            .WithTexts(round.Streams, one => one.Stream.Category)
            .WithTexts(round.Streams, one => one.Stream.Key)
            .WithArray(Each(round.Streams, one => one.Added));
        to.WithArray(Each(round.Guards, one => one.Stream.Index))
            .WithArray(Each(round.Guards, one => one.Guard.Version), NpgsqlDbType.Bigint);
        AddEvents(to, round.Events);
        if (round.States.Count > 0)
            to.WithArray(Each(round.States, one => one.Stream.Index))
                .WithArray(Each(round.States, one => one.State.SchemaVersion))
                .WithTexts(round.States, one => one.State.Codec)
                .WithArray(Each(round.States, one => one.State.Data), NpgsqlDbType.Bytea);
        if (round.Outcomes.Count > 0)
            to.WithArray(Each(round.Outcomes, one => one.Unit))
                .WithTexts(round.Outcomes, one => one.Outcome.Key.Tenant)
                .WithTexts(round.Outcomes, one => one.Outcome.Key.Scope)
                .WithTexts(round.Outcomes, one => one.Outcome.Key.Value)
                .WithTexts(round.Outcomes, one => one.Outcome.Fingerprint)
                .WithTexts(round.Outcomes, one => one.Outcome.Codec)
                .WithArray(Each(round.Outcomes, one => one.Outcome.Result), NpgsqlDbType.Bytea)
                .WithArray(Each(round.Outcomes, one => one.Of.RecordedAt.UtcDateTime), NpgsqlDbType.TimestampTz);
        if (round.Views.Count > 0)
            to.WithTexts(round.Views, one => one.View).WithArray(Each(round.Views, one => one.Generation));
        if (round.Rows.Count > 0)
            AddRows(to, round.Rows);
        if (round.Bases.Count > 0)
            to.WithArray(Each(round.Bases, one => one.Unit))
                .WithArray(Each(round.Bases, one => one.Base), NpgsqlDbType.Uuid);
        return command;
    }

    private static void AddEvents(NpgsqlParameterCollection to, List<RoundEvent> events) =>
        to.WithArray(Each(events, one => one.Unit))
            .WithArray(Each(events, one => one.Stream.Index))
            .WithArray(Each(events, one => one.Nth))
            .WithArray(Each(events, one => one.Number))
            .WithEvents(events, one => one.Event);

    private static void AddRows(NpgsqlParameterCollection to, List<RoundRow> rows)
    {
        to.WithArray(Each(rows, one => one.Unit))
            .WithArray(Each(rows, one => one.View))
            .WithTexts(rows, one => one.Key.Tenant)
            .WithTexts(rows, one => one.Key.Key)
            .WithArray(Each(rows, one => one.Write?.ExpectedRowVersion), NpgsqlDbType.Bigint)
            .WithArray(Each(rows, one => one.Behind), NpgsqlDbType.Boolean)
            .WithArray(Each(rows, one => one.Write?.Data), NpgsqlDbType.Bytea);
        var added = new List<(int Row, Reading.IndexEntry Entry)>();
        var removed = new List<(int Row, Reading.IndexEntry Entry)>();
        var parked = new List<(int Row, int Number, string? Error)>();
        foreach (var row in rows)
        {
            foreach (var entry in row.Write?.AddedEntries ?? [])
                added.Add((row.Index, entry));
            foreach (var entry in row.Write?.RemovedEntries ?? [])
                removed.Add((row.Index, entry));
            foreach (var (number, error) in row.Parked)
                parked.Add((row.Index, number, error));
        }

        foreach (var entries in new[] { added, removed })
            to.WithArray(Each(entries, one => one.Row))
                .WithTexts(entries, one => one.Entry.Index)
                .WithArray(Each(entries, one => one.Entry.Value), NpgsqlDbType.Bytea);
        to.WithArray(Each(parked, one => one.Row))
            .WithArray(Each(parked, one => one.Number))
            .WithTexts(parked, one => one.Error);
    }

    private static int ShapeOf(Round round) =>
        (round.States.Count > 0 ? 1 : 0)
        | (round.Outcomes.Count > 0 ? 2 : 0)
        | (round.Views.Count > 0 ? 4 : 0)
        | (round.Rows.Count > 0 ? 8 : 0)
        | (round.Bases.Count > 0 ? 16 : 0);

    private static string Text(int shape)
    {
        var text = new StringBuilder("SELECT * FROM {s}.commit_units(");
        for (var i = 1; i <= Always; i++)
            text.Append(i == 1 ? "$" : ", $").Append(i);
        var next = Always + 1;
        foreach (var (bit, names) in new[] { (1, States), (2, Outcomes), (4, Views), (8, Rows), (16, Bases) })
        {
            if ((shape & bit) == 0)
                continue;
            foreach (var name in names)
                text.Append(", ").Append(name).Append(" => $").Append(next++);
        }

        return text.Append(')').ToString();
    }
}
