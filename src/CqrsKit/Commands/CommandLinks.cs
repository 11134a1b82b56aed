using System;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace CqrsKit.Commands;

/// <summary>What a command's path is linked from.</summary>
internal sealed class CommandLinks(PipelineTable pipeline, Parts parts, RootScope root, IServiceProvider services)
{
    public PipelineTable Pipeline => pipeline;
    public Parts Parts => parts;
    public RootScope Root => root;

    /// <summary>What runs a unit of work; asked for only by commands that have one.</summary>
    public UnitRunner Units => services.GetRequiredService<UnitRunner>();
}
