using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Setup;

/// <summary>Demands what acknowledgements must survive.</summary>
public static class DurabilitySetup
{
    /// <summary>
    /// Refuses to start unless what the write store acknowledges survives at least this. Its settings are read from the
    /// store itself.
    /// </summary>
    public static CqrsKitBuilder RequireDurability(this CqrsKitBuilder kit, Durability durability) =>
        kit.Require(new DurabilityDemand(durability, OfViews: false));

    /// <summary>
    /// The same for every view store. Views can be made again from the log, so this is rarely needed: what a view store loses,
    /// the runner writes again.
    /// </summary>
    public static CqrsKitBuilder RequireViewDurability(this CqrsKitBuilder kit, Durability durability) =>
        kit.Require(new DurabilityDemand(durability, OfViews: true));

    private static CqrsKitBuilder Require(this CqrsKitBuilder kit, DurabilityDemand demand)
    {
        kit.Services.AddSingleton(demand);
        return kit;
    }
}
