using System;
using CqrsKit.Events;

namespace CqrsKit.Subscriptions;

/// <summary>One event on its way to one subscription.</summary>
/// <param name="Id">
/// The same for every delivery of this event to this subscription: hand it on as the effect's idempotency key. Commands
/// sent in the subscriber's scope carry it by themselves.
/// </param>
/// <param name="Info">What is known of the event beside its payload.</param>
/// <param name="Position">The event's place in the log.</param>
/// <param name="Attempt">How often the delivery was begun, this one included; counted before it is made.</param>
public sealed record Effect(string Id, EventInfo Info, Position Position, int Attempt);
