using System;
using System.Collections.Generic;

namespace CqrsKit.Testing.Worlds;

/// <summary>A simulation as its user has described it; the same for every seed.</summary>
internal sealed record Script(
    Action<CqrsKitBuilder> Configure,
    SimulationOptions Options,
    Blueprint Blueprint,
    IReadOnlyList<string> ViewStores,
    IReadOnlyList<ViewReads> Reads,
    IReadOnlyList<CommandStep> Commands,
    IReadOnlyList<EndInvariant> Ends
);
