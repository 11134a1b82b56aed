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

    /// <summary>What happened, where it was no stream's version.</summary>
    internal string? Detail { get; init; }

    /// <inheritdoc/>
    public override string Message => Detail ?? base.Message;

    /// <summary>How often the command was run.</summary>
    public int Attempts { get; } = attempts;
}
