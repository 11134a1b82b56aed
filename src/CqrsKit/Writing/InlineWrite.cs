using CqrsKit.Reading;

namespace CqrsKit.Writing;

/// <summary>One row of an inline view to write, or an event of the unit to park.</summary>
/// <param name="View">The view and generation.</param>
/// <param name="Write">The row; its position is the store's to set. Null where nothing but a parked event is written.</param>
/// <param name="Parked">An event of this unit to park; null for none.</param>
public sealed record InlineWrite(InlineView View, ViewWrite? Write, InlineParked? Parked);
