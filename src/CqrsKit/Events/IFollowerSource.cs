using System.Collections.Generic;

namespace CqrsKit.Events;

/// <summary>A feature's followers of the log.</summary>
internal interface IFollowerSource
{
    /// <summary>The same ones on each call, in order of registration.</summary>
    IReadOnlyList<IFollower> Followers { get; }
}
