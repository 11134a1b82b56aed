using System;
using System.Collections.Frozen;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using CqrsKit.Pipeline;

namespace CqrsKit.Commands;

/// <summary>The application's commands and their linked paths; a path is linked at its first dispatch.</summary>
internal sealed class CommandTable
{
    private readonly FrozenDictionary<Type, Slot> _slots;
    private readonly PipelineTable _pipeline;
    private readonly IServiceProvider _services;

    public CommandTable(
        IEnumerable<CommandRegistration> registrations,
        PipelineTable pipeline,
        IServiceProvider services
    )
    {
        Registrations = [.. registrations];
        _pipeline = pipeline;
        _services = services;
        _slots = Registrations
            .DistinctBy(registration => registration.Message)
            .ToFrozenDictionary(registration => registration.Message, registration => new Slot(registration));
    }

    /// <summary>All rows, in order of registration.</summary>
    public IReadOnlyList<CommandRegistration> Registrations { get; }

    /// <summary>The path of a command's type.</summary>
    /// <exception cref="HandlerNotFoundException">There is no handler.</exception>
    public CommandEntry<TResult> Find<TResult>(Type command)
    {
        if (!_slots.TryGetValue(command, out var slot))
            throw new HandlerNotFoundException(command);
        return (CommandEntry<TResult>)slot.Entry(_pipeline, _services);
    }

    private sealed class Slot(CommandRegistration registration)
    {
        private CommandEntry? _entry;

        public CommandEntry Entry(PipelineTable pipeline, IServiceProvider services) =>
            Volatile.Read(ref _entry)
            ?? Interlocked.CompareExchange(ref _entry, registration.Link(pipeline, services), null)
            ?? _entry;
    }
}
