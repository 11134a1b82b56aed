using System;

namespace CqrsKit.Consistency;

/// <summary>
/// What a query demands of the views it reads, how long it may wait for it, and what happens otherwise. Declared on the
/// query (<see cref="IHasContract"/>) or at the call.
/// </summary>
public sealed record Contract
{
    private Contract(ContractKind kind, ConsistencyToken token)
    {
        Kind = kind;
        Token = token;
    }

    /// <summary>Whatever is there: the cheapest read, and the default.</summary>
    public static Contract Eventual { get; } = new(ContractKind.Eventual, ConsistencyToken.None);

    /// <summary>At least what the scope's session has written.</summary>
    public static Contract ReadYourWrites { get; } = new(ContractKind.ReadYourWrites, ConsistencyToken.None);

    /// <summary>Every unit acknowledged before the query began.</summary>
    public static Contract Latest { get; } = new(ContractKind.Latest, ConsistencyToken.None);

    /// <summary>The kind of demand.</summary>
    public ContractKind Kind { get; }

    /// <summary>What <see cref="AtLeast"/> demands; none for the other kinds.</summary>
    public ConsistencyToken Token { get; }

    /// <summary>How long to wait at the most; 5 seconds unless set.</summary>
    public TimeSpan Budget { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>What to do when a view is behind; wait unless set.</summary>
    public OnMiss OnMiss { get; init; } = OnMiss.Wait;

    /// <summary>At least what a token names.</summary>
    public static Contract AtLeast(ConsistencyToken token) => new(ContractKind.AtLeast, token);
}
