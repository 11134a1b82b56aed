namespace CqrsKit.Events;

/// <summary>What a follower of the log is doing.</summary>
public enum RunnerState
{
    /// <summary>Not started, or stopped.</summary>
    Stopped,

    /// <summary>It follows the log.</summary>
    Running,

    /// <summary>It follows the log, and some keys are parked: they lack events that they will not get by themselves.</summary>
    Parked,

    /// <summary>Another process follows; this one takes over when the other one no longer moves.</summary>
    Standby,

    /// <summary>It fills a generation that is not in use yet.</summary>
    Rebuilding,

    /// <summary>It failed and begins again after a pause; see <see cref="RunnerStatus.LastError"/>.</summary>
    Failing,
}
