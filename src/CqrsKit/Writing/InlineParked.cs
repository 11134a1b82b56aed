using System;
using CqrsKit.Reading;

namespace CqrsKit.Writing;

/// <summary>An event of the unit that an inline view could not take; the store adds its position.</summary>
/// <param name="Key">The key that is parked.</param>
/// <param name="EventId">The event, one of the unit's.</param>
/// <param name="Error">Why; null for a successor of an event that was parked before.</param>
public sealed record InlineParked(ViewKey Key, Guid EventId, string? Error);
