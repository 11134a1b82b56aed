using System.Globalization;

namespace CqrsKit.Writing;

/// <summary>
/// Somebody else wrote first, and re-running the command did not help, or the sender demanded a version. Nothing was
/// written. Load again and decide anew.
/// </summary>
public sealed class ConcurrencyException(StreamId stream, long expectedVersion, long actualVersion, int attempts)
    : CqrsKitException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"Stream {stream} is at version {actualVersion}, not at {expectedVersion} as expected, after {attempts} {(attempts == 1 ? "attempt" : "attempts")}. Nothing was written. Load it again and decide anew."
        )
    )
{
    /// <summary>The stream.</summary>
    public StreamId Stream { get; } = stream;

    /// <summary>The version that was expected; 0 where the stream must not exist.</summary>
    public long ExpectedVersion { get; } = expectedVersion;

    /// <summary>The version that it was found at.</summary>
    public long ActualVersion { get; } = actualVersion;

    /// <summary>Whether running the command again may help: thrown by a store, not by a demand of the sender.</summary>
    internal bool CanRetry { get; init; }

    /// <summary>Why the unit was refused, where it was not for a stream's version.</summary>
    internal string? Reason { get; init; }

    /// <inheritdoc/>
    public override string Message =>
        Reason is null
            ? base.Message
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The unit could not be committed after {Attempts} {(Attempts == 1 ? "attempt" : "attempts")}: {Reason}. Nothing was written. Send the command again."
            );

    /// <summary>How often the command was run.</summary>
    public int Attempts { get; } = attempts;

    /// <summary>The same conflict, at the end of so many attempts.</summary>
    internal ConcurrencyException After(int attempts) =>
        attempts == Attempts
            ? this
            : new(Stream, ExpectedVersion, ActualVersion, attempts) { CanRetry = CanRetry, Reason = Reason };
}
