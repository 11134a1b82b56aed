using System;

namespace CqrsKit.Reading;

/// <summary>How far the fill of a generation is, as it is stored.</summary>
/// <param name="Through">The keys with a hash below it are stored; the slice that comes next begins there.</param>
/// <param name="Target">The mark that all slices go up to; the log's start until the first one is stored.</param>
/// <param name="Seen">How far in the log the slice that comes next was seen to be.</param>
/// <param name="Build">The build of the projection; another build's slices may be folded in another way.</param>
public sealed record ViewFill(long Through, LogMark Target, LogMark Seen, Guid Build);
