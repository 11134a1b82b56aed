namespace CqrsKit.Setup;

/// <summary>What the application demands of its stores.</summary>
/// <param name="Durability">The least.</param>
/// <param name="OfViews">Whether it is demanded of the view stores; otherwise of the write store.</param>
internal sealed record DurabilityDemand(Durability Durability, bool OfViews);
