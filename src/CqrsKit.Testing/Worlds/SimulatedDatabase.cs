namespace CqrsKit.Testing.Worlds;

/// <summary>A database that all nodes share.</summary>
internal abstract class SimulatedDatabase(string? name)
{
    /// <summary>What an application may demand of its own stores holds here.</summary>
    public static StoreDurability Durability { get; } = new(CqrsKit.Durability.PowerSafe, "simulated", "");

    /// <summary>The name of a view store; null for the application's own database.</summary>
    public string? Name => name;

    /// <summary>What whoever writes the history looks through.</summary>
    public abstract StoreAccess Observer { get; }

    /// <summary>What a node that starts reaches it through.</summary>
    public abstract StoreAccess Open();

    /// <summary>Remembers the state as it is now.</summary>
    public virtual void Keep() { }

    /// <summary>Goes back to a remembered state; what came after it is lost for good.</summary>
    public virtual void FallBack(SimulationRandom random) { }
}
