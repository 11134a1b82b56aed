using System;

namespace CqrsKit.Testing.Worlds;

/// <summary>What a store throws that failed on purpose.</summary>
internal sealed class SimulatedFault(string message) : Exception(message);
