using System.Collections.Generic;
using CqrsKit.Reading;

namespace CqrsKit.Projections;

/// <summary>The row of one key while a slice is folded.</summary>
internal sealed class SliceRow
{
    /// <summary>The view so far; null where there is none.</summary>
    public object? View { get; set; }

    /// <summary>The last event that is in it.</summary>
    public Position Position { get; set; }

    /// <summary>The first event that could not be taken, and all that came after it; null where none has failed.</summary>
    public List<ParkedEvent>? Parked { get; set; }

    /// <summary>What it takes, as it was last measured.</summary>
    public long Size { get; set; }

    /// <summary>How many bytes of events have come in since.</summary>
    public long Input { get; set; }
}
