using CqrsKit.Events;

namespace Northwind.Domain.Files;

/// <summary>How this file keeps its aggregates, for good.</summary>
[EventName("storage-chosen")]
public sealed record StorageChosen(string Stored) : IEvent;
