namespace CqrsKit.Events;

/// <summary>
/// A fact that has happened. Events are immutable records with a stable name (<see cref="EventNameAttribute"/>), stored
/// in a log and folded into states and views.
/// </summary>
public interface IEvent;
