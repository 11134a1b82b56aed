using System;
using System.Diagnostics.CodeAnalysis;
using CqrsKit.Dispatch;

namespace CqrsKit.Queries;

internal sealed class QueryHandlerRow(
    char kind,
    Type message,
    Type result,
    [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type handler,
    HandlerLifetime lifetime,
    Func<HandlerRow, QueryLinks, QueryEntry> link
) : HandlerRow(kind, message, result, handler, lifetime)
{
    /// <summary>Links the pipeline and the handler; called at the first dispatch of the message.</summary>
    public QueryEntry Link(QueryLinks links) => link(this, links);
}
