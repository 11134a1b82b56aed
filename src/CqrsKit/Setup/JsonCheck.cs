using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Projections;
using CqrsKit.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>Every event, state and view can be stored: where JSON goes by source-generated contexts, one of them names it.</summary>
internal sealed class JsonCheck(
    IPayloadCodec codec,
    IEnumerable<EventType> events,
    IEnumerable<AggregateRegistration> aggregates,
    IEnumerable<ViewRegistration> views,
    IServiceProviderIsService services
) : StartupCheck
{
    // Where nothing is stored, events are handed from one to the other in process, and are no JSON.
    protected override IEnumerable<StartupFault> Find() =>
        codec is not JsonCodec json || !services.IsService(typeof(IWriteStore))
            ? []
            : Stored()
                .Distinct()
                .Where(type => !json.Knows(type))
                .OrderBy(type => type.ToString(), StringComparer.Ordinal)
                .Select(type => new StartupFault(
                    type.ToString(),
                    "is stored as JSON, and no registered JsonSerializerContext names it.",
                    $"Add [JsonSerializable(typeof({type.Name}))] to a context, and register that with UseJson(ShopJson.Default)."
                ));

    private IEnumerable<Type> Stored() =>
        events
            .Select(row => row.Type)
            .Concat(aggregates.Select(row => row.Aggregate.StateType))
            .Concat(views.Select(row => row.Projection.ViewType));
}
