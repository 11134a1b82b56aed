using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>Looks at a history for one kind of fault, in one go.</summary>
internal abstract class Rule(Walk walk)
{
    protected Walk Walk => walk;

    /// <summary>A unit is about to be put at the log's end.</summary>
    public virtual void Before(UnitRecorded unit) { }

    /// <summary>An event was put at the log's end.</summary>
    public virtual void Appended(Node node) { }

    /// <summary>The event at the log's end was lost.</summary>
    public virtual void Lost(Node node) { }

    /// <summary>The log ends at a mark for which an observation was waiting.</summary>
    public virtual void Reached(HistoryLine observed, int line) { }

    /// <summary>Any line, after the log has taken it.</summary>
    public virtual void Passed(HistoryLine line) { }
}
