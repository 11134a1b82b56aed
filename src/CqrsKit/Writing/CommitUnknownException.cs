using System;

namespace CqrsKit.Writing;

/// <summary>
/// A store's commit may or may not have happened, and neither committing the unit again nor claiming it as aborted
/// settled it in time. The outcome is unknown, which is not the same as failed: send the command again under the same
/// idempotency key to learn it.
/// </summary>
public sealed class CommitUnknownException(string message, Exception? innerException = null)
    : CqrsKitException(message, innerException);
