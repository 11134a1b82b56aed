using System;
using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>
/// A unit of the log. These lines stand in the log's order; recorded live, at the moment of the commit, or taken from the
/// store afterwards, and then before all other lines (with <c>at</c> 0).
/// </summary>
/// <param name="At">When it was committed; 0 where that is not known.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Events">Its events, in order.</param>
/// <param name="Op">The operation that it came from; null where an event caused it.</param>
/// <param name="Cause">The event that caused it, for the units of subscriptions.</param>
/// <param name="Key">The idempotency key that it was committed under.</param>
/// <param name="Guards">The stream versions that it demanded.</param>
public sealed record UnitRecorded(
    long At,
    Guid Unit,
    IReadOnlyList<EventLine> Events,
    string? Op = null,
    Guid? Cause = null,
    string? Key = null,
    IReadOnlyList<VersionOf>? Guards = null
) : HistoryLine(At);
