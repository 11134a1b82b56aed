namespace CqrsKit.Consistency;

/// <summary>What a query demands of the views that it reads.</summary>
public enum ContractKind
{
    /// <summary>Whatever is there.</summary>
    Eventual,

    /// <summary>At least what a token names.</summary>
    AtLeast,

    /// <summary>At least what the session has written.</summary>
    ReadYourWrites,

    /// <summary>Every unit acknowledged before the query began.</summary>
    Latest,
}
