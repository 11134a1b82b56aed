namespace CqrsKit;

/// <summary>One thing that is wrong with a configuration, found at start-up.</summary>
/// <param name="Subject">What it is about: a type, an option, a path.</param>
/// <param name="Problem">What is wrong, with the value that is wrong.</param>
/// <param name="Remedy">What to do next.</param>
public sealed record StartupFault(string Subject, string Problem, string Remedy)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {Problem} {Remedy}";
}
