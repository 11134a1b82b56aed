using System.Collections.Generic;
using CqrsKit.Writing;

namespace CqrsKit.Commands;

/// <summary>A command's result, and where its effects are.</summary>
/// <param name="Result">What the handler returned, or what it returned the first time.</param>
/// <param name="Token">What a reader must have seen to see the effects.</param>
/// <param name="Versions">The streams that were appended to, at their versions after it.</param>
/// <param name="IsRepeat">Whether the idempotency key was known, and this is the first outcome again.</param>
public sealed record CommandReceipt<TResult>(
    TResult Result,
    ConsistencyToken Token,
    IReadOnlyList<StreamVersion> Versions,
    bool IsRepeat
);
