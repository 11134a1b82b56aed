namespace System.Runtime.CompilerServices;

/// <summary>What init accessors and records ask the framework for.</summary>
internal static class IsExternalInit;
