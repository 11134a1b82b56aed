using System;

namespace CqrsKit.Testing;

/// <summary>A store does not keep a rule of its port: what was expected, and what was seen.</summary>
public sealed class ConformanceException(string message) : Exception(message);
