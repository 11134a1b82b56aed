using System;

namespace CqrsKit.Events;

/// <summary>One change of the runner's options.</summary>
internal sealed record RunnerConfiguration(Action<RunnerOptions> Configure);
