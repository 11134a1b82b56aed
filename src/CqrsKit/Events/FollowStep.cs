namespace CqrsKit.Events;

/// <summary>How a follower goes on after a page.</summary>
internal enum FollowStep
{
    /// <summary>From its new checkpoint.</summary>
    GoOn,

    /// <summary>By opening again at once.</summary>
    Reopen,

    /// <summary>Another process has taken over: by watching it.</summary>
    StandBy,
}
