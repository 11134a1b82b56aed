namespace CqrsKit.Writing;

/// <summary>The first outcome under an idempotency key.</summary>
/// <param name="Outcome">The outcome as it was written.</param>
/// <param name="Unit">The committed unit that it belongs to.</param>
public sealed record StoredOutcome(OutcomeWrite Outcome, UnitOutcome Unit);
