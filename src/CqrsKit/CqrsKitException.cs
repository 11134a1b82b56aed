using System;

namespace CqrsKit;

/// <summary>The root of what CqrsKit itself throws; a handler's own exceptions reach the caller unchanged.</summary>
public class CqrsKitException : Exception
{
    /// <summary>An error whose message says what was wrong, with which value, and what to do next.</summary>
    public CqrsKitException(string message)
        : base(message) { }

    /// <summary>The same, with its cause.</summary>
    public CqrsKitException(string message, Exception? innerException)
        : base(message, innerException) { }
}
