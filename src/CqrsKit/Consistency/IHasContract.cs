namespace CqrsKit.Consistency;

/// <summary>A query that says itself what it demands of its views; a contract given at the call comes before it.</summary>
public interface IHasContract
{
    /// <summary>What the query demands.</summary>
    Contract Contract { get; }
}
