using System.Collections.Generic;

namespace CqrsKit.Checker.Lines;

/// <summary>A client sends a command. Each call is an operation of its own, also where it repeats an earlier one.</summary>
/// <param name="At">When.</param>
/// <param name="Op">The operation's id.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Command">What is sent, for people to read.</param>
/// <param name="Key">The idempotency key, with all that scopes it; null for none.</param>
/// <param name="Expects">The versions of streams that the client demands.</param>
public sealed record CommandInvoked(
    long At,
    string Op,
    string Tenant,
    string Command,
    string? Key = null,
    IReadOnlyList<VersionOf>? Expects = null
) : HistoryLine(At);
