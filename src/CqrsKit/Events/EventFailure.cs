namespace CqrsKit.Events;

/// <summary>What becomes of the other handlers of an event in process when one of them fails.</summary>
public enum EventFailure
{
    /// <summary>The handlers after it don't run, and its exception reaches the publisher unchanged. The default.</summary>
    Stop,

    /// <summary>
    /// All run; then the publisher gets the exception of the one that failed, unchanged, or where several did, an
    /// <see cref="System.AggregateException"/> with all of them in the handlers' order.
    /// </summary>
    RunAll,
}
