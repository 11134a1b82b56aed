using System;
using System.Collections.Generic;

namespace CqrsKit.Leases;

/// <summary>A process that shares in the work.</summary>
/// <param name="Id">Given by the process to itself at each start.</param>
/// <param name="Groups">What it can follow.</param>
/// <param name="Left">How long it still counts as alive if nothing more is heard of it, by the store's time.</param>
public sealed record LeaseNode(Guid Id, IReadOnlyList<string> Groups, TimeSpan Left);
