using System;

namespace CqrsKit.Testing;

/// <summary>A specification does not hold; the message shows what was expected and what came instead.</summary>
public sealed class SpecException(string message, Exception? innerException = null)
    : Exception(message, innerException);
