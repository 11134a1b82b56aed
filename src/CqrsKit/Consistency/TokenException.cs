namespace CqrsKit.Consistency;

/// <summary>A token that no wait can satisfy. Drop it and read without one, or with a newer one.</summary>
public sealed class TokenException(TokenProblem problem, string message) : CqrsKitException(message)
{
    /// <summary>What is wrong with the token.</summary>
    public TokenProblem Problem { get; } = problem;
}
