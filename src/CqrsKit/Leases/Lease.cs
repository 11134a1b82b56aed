namespace CqrsKit.Leases;

/// <summary>The right to follow one partition, which one node holds at a time.</summary>
/// <param name="Group">What is divided into partitions; the same text in every process that can follow it.</param>
/// <param name="Part">The partition, from 0.</param>
public readonly record struct Lease(string Group, int Part)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Group}/{Part}";
}
