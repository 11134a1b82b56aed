using System.Collections.Generic;

namespace CqrsKit.Writing;

/// <summary>What the last unit of a scope came to.</summary>
internal sealed record UnitReceipt(ConsistencyToken Token, IReadOnlyList<StreamVersion> Versions, bool IsRepeat);
