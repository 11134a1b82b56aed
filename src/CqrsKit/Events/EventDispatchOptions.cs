namespace CqrsKit.Events;

/// <summary>How an event in process is handed to its handlers.</summary>
public sealed class EventDispatchOptions
{
    /// <summary>
    /// Whether handlers start without waiting for the one before, in their order, and are awaited together; then all run,
    /// whatever <see cref="OnFailure"/> says. False by default: one after the other. Handlers that run in parallel share
    /// their scope, so let them share no scoped service that isn't made for it.
    /// </summary>
    public bool IsParallel { get; set; }

    /// <summary>What becomes of the other handlers when one fails; <see cref="EventFailure.Stop"/> by default.</summary>
    public EventFailure OnFailure { get; set; }
}
