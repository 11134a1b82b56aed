using System;
using CqrsKit.Events;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>An event that a fold parks; the error is null for the successors of the one that failed.</summary>
internal sealed record FoldParked(ViewKey Key, EventInfo Info, LogMark Mark, Exception? Error);
