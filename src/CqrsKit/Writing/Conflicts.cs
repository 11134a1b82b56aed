using System.Globalization;

namespace CqrsKit.Writing;

/// <summary>Refusals of a store as exceptions.</summary>
internal static class Conflicts
{
    public static ConcurrencyException Of(UnitOutcome outcome, WriteUnit unit, int attempts) =>
        outcome.Guard is VersionGuard guard
            ? new ConcurrencyException(guard.Stream, guard.Version, outcome.ActualVersion, attempts) { CanRetry = true }
            : new ConcurrencyException(unit.Events.Count > 0 ? unit.Events[0].Info.Stream : default, 0, 0, attempts)
            {
                // A race for inline rows has been run again often enough; the handler has no part in it.
                CanRetry = outcome.Result != UnitResult.InlineMoved,
                Detail = Describe(outcome.Result, attempts),
            };

    private static string Describe(UnitResult result, int attempts)
    {
        var why = result switch
        {
            UnitResult.InlineMoved => "the rows of its inline views were changed by others each time",
            UnitResult.KeyTaken => "another command holds its idempotency key",
            UnitResult.Aborted => "its commit was lost and has been settled as aborted",
            _ => "others wrote first",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"The unit could not be committed after {attempts} {(attempts == 1 ? "attempt" : "attempts")}: {why}. Nothing was written. Send the command again."
        );
    }
}
