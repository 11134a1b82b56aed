namespace CqrsKit;

/// <summary>What survives of that which a store has acknowledged; each value promises what those before it do.</summary>
public enum Durability
{
    /// <summary>It may be gone when the process that holds the store ends, be it the application's or a database server.</summary>
    Volatile,

    /// <summary>It survives the death of any process, but a loss of power, or a crash of the operating system, may take it.</summary>
    ProcessSafe,

    /// <summary>It survives a loss of power.</summary>
    PowerSafe,
}
