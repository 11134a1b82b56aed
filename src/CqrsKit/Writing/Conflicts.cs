namespace CqrsKit.Writing;

/// <summary>Refusals of a store as exceptions.</summary>
internal static class Conflicts
{
    /// <param name="outcome">The refusal.</param>
    /// <param name="stream">The stream to name where the refusal names none.</param>
    /// <param name="attempts">How often the command was run.</param>
    public static ConcurrencyException Of(UnitOutcome outcome, StreamId stream, int attempts) =>
        outcome.Guard is VersionGuard guard
            ? new ConcurrencyException(guard.Stream, guard.Version, outcome.ActualVersion, attempts) { CanRetry = true }
            : new ConcurrencyException(stream, 0, 0, attempts)
            {
                // A race for inline rows has been run again often enough; the handler has no part in it.
                CanRetry = outcome.Result != UnitResult.InlineMoved,
                Reason = Describe(outcome.Result),
            };

    public static StreamId StreamOf(WriteUnit unit) => unit.Events.Count > 0 ? unit.Events[0].Info.Stream : default;

    private static string Describe(UnitResult result) =>
        result switch
        {
            UnitResult.InlineMoved => "others changed the rows of its inline views each time",
            UnitResult.KeyTaken => "another command holds its idempotency key",
            UnitResult.Aborted => "its commit was interrupted and has been settled as aborted",
            _ => "others wrote first",
        };
}
