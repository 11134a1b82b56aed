namespace CqrsKit.Zoo.Tests;

/// <summary>What found a bug, or didn't.</summary>
/// <param name="Bug">The bug.</param>
/// <param name="By">The invariant, or the test; null where nothing found it.</param>
/// <param name="Seeds">How many seeds the simulator took.</param>
/// <param name="Detail">What was wrong, in full.</param>
internal sealed record Catch(Bug Bug, string? By, int? Seeds, string? Detail)
{
    public override string ToString() =>
        $"| {Bug.Name} | {Bug.Trap} | {Bug.Assembly} | {By ?? "NOT FOUND"} | {Seeds?.ToString() ?? ""} |";
}
