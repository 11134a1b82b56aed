using System.Collections.Generic;

namespace CqrsKit.Reading;

/// <summary>A feature's things that park events.</summary>
internal interface IReplayerSource
{
    /// <summary>In order of registration.</summary>
    IEnumerable<IReplayer> Replayers { get; }
}
