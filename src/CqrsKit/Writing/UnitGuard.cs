namespace CqrsKit.Writing;

/// <summary>Something that must hold when a unit commits; otherwise the unit is a conflict.</summary>
public abstract record UnitGuard;
