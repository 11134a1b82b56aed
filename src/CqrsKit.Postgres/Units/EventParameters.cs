using System;
using System.Collections.Generic;
using CqrsKit.Events;
using CqrsKit.Postgres.Servers;
using Npgsql;
using NpgsqlTypes;
using static CqrsKit.Postgres.Servers.Parameters;

namespace CqrsKit.Postgres.Units;

/// <summary>Events as parameters, for each column that is the event's own: a value for one event, an array for several.</summary>
internal static class EventParameters
{
    public static NpgsqlParameterCollection WithEvents<T>(
        this NpgsqlParameterCollection to,
        IReadOnlyList<T> events,
        Func<T, PendingEvent> of
    ) =>
        to.WithArray(Each(events, one => of(one).Info.EventId), NpgsqlDbType.Uuid)
            .WithTexts(events, one => of(one).Info.Name)
            .WithArray(Each(events, one => of(one).Info.SchemaVersion))
            .WithTexts(events, one => of(one).Info.Codec)
            .WithArray(Each(events, one => of(one).Info.RecordedAt.UtcDateTime), NpgsqlDbType.TimestampTz)
            .WithTexts(events, one => of(one).Info.CorrelationId)
            .WithTexts(events, one => of(one).Info.CausationId)
            .WithTexts(events, one => of(one).Info.User)
            .WithArray(Each(events, one => Extras.Write(of(one).Info.Metadata)), NpgsqlDbType.Text)
            .WithArray(Each(events, one => Extras.Write(of(one).Info.Tags)), NpgsqlDbType.Text)
            .WithArray(Each(events, one => of(one).Data), NpgsqlDbType.Bytea);

    public static NpgsqlParameterCollection WithEvent(this NpgsqlParameterCollection to, PendingEvent one) =>
        to.With(one.Info.EventId)
            .With(one.Info.Name)
            .With(one.Info.SchemaVersion)
            .With(one.Info.Codec)
            .With(one.Info.RecordedAt.UtcDateTime, NpgsqlDbType.TimestampTz)
            .WithOptional(one.Info.CorrelationId)
            .WithOptional(one.Info.CausationId)
            .WithOptional(one.Info.User)
            .WithOptional(Extras.Write(one.Info.Metadata))
            .WithOptional(Extras.Write(one.Info.Tags))
            .With(one.Data);
}
