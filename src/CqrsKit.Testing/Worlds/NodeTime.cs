using System;
using System.Threading;
using System.Threading.Tasks;

namespace CqrsKit.Testing.Worlds;

/// <summary>The clock and the timers of one node: the simulation's time, and a wall clock that may be wrong.</summary>
internal sealed class NodeTime(Agenda agenda, NodeLife life) : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => agenda.Now;

    public override DateTimeOffset GetUtcNow() => Start + TimeSpan.FromTicks(agenda.Now) + life.ClockError;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(agenda, life, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(Agenda agenda, NodeLife life, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;
        private TimeSpan _period;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Set(dueTime);
            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Set(TimeSpan dueTime)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
                agenda.Add(dueTime, () => Fire(setting), life);
        }

        private void Fire(int setting)
        {
            if (setting != _setting)
                return;
            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
                Set(_period);
            callback(state);
        }
    }
}
