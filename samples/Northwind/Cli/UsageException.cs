using System;

namespace Northwind.Cli;

/// <summary>Something that the user has to choose otherwise; the program ends with 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
