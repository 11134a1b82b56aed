using System;

namespace CqrsKit.Pipeline;

/// <summary>
/// A behavior or hook that runs again for each attempt of a command's unit of work, inside the retry; others wrap all
/// attempts. For queries it makes no difference.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PerAttemptAttribute : Attribute;
