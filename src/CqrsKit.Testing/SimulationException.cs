using System;

namespace CqrsKit.Testing;

/// <summary>A simulation broke an invariant, or could not be run. The message holds the seed and the trace.</summary>
public sealed class SimulationException(string message, Exception? innerException = null)
    : Exception(message, innerException);
