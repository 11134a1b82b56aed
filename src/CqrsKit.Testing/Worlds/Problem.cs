namespace CqrsKit.Testing.Worlds;

/// <summary>Something that a simulation found.</summary>
/// <param name="Kind">The invariant; a shrunken run must break the same one.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record Problem(string Kind, string Message)
{
    public override string ToString() => $"{Kind}: {Message}";
}
