using System;

namespace CqrsKit.Events;

/// <summary>Turns one stored shape of an event into the next; registered with <c>AddUpcaster</c>.</summary>
/// <param name="From">The type of the older shape, with its own <see cref="EventNameAttribute"/>.</param>
/// <param name="To">The type of the newer shape; it may be upcast further.</param>
/// <param name="Convert">The pure conversion.</param>
public sealed record Upcaster(Type From, Type To, Func<IEvent, IEvent> Convert);
