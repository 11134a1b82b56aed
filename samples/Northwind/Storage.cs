namespace Northwind;

/// <summary>How customers, products and orders are kept.</summary>
public enum Storage
{
    /// <summary>As rows, written with each command.</summary>
    State,

    /// <summary>As their events.</summary>
    Events,
}
