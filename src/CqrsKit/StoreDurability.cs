namespace CqrsKit;

/// <summary>What a store's acknowledgements survive, as its settings are.</summary>
/// <param name="Durability">The word for it.</param>
/// <param name="Settings">The store, and the settings that decide, as they were read from it.</param>
/// <param name="Remedy">What to change for more; empty where there is no more to have.</param>
public sealed record StoreDurability(Durability Durability, string Settings, string Remedy);
