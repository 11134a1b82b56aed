using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>An event in the log, and how many there are up to it. Behind a loss, the log grows on from an earlier node.</summary>
internal sealed class Node(EventLine @event, UnitRecorded unit, int depth)
{
    public EventLine Event => @event;

    public UnitRecorded Unit => unit;

    public int Depth => depth;

    /// <summary>Whether the log has lost it.</summary>
    public bool IsLost { get; set; }
}
