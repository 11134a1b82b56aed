namespace CqrsKit.Checker;

/// <summary>An invariant that a history breaks.</summary>
/// <param name="Invariant">Which one.</param>
/// <param name="Line">The line of the history at which it shows; the first is 1.</param>
/// <param name="Message">What is wrong, with the ids.</param>
public sealed record Finding(Invariant Invariant, int Line, string Message)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Invariant}, line {Line}: {Message}";
}
