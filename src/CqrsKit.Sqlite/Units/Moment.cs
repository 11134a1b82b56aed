using System;

namespace CqrsKit.Sqlite.Units;

/// <summary>Times as the database keeps them: whole microseconds since 1970, UTC.</summary>
internal static class Moment
{
    public static long ToMicroseconds(DateTimeOffset time) =>
        Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond) is var (whole, rest)
        && rest < 0
            ? whole - 1
            : whole;

    public static DateTimeOffset FromMicroseconds(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
