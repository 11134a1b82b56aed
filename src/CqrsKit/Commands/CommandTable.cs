using System;
using System.Collections.Concurrent;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using CqrsKit.Dispatch;

namespace CqrsKit.Commands;

/// <summary>
/// The application's commands and their linked paths; a path is linked at its first dispatch. Public because a container builds
/// a dispatcher fastest through a public constructor that takes it; there is nothing in it for a user.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CommandTable
{
    private readonly HandlerIndex _handlers;
    private readonly CommandLinks _links;
    private readonly TypeTable<CommandEntry> _entries = new();
    private readonly ConcurrentDictionary<(Type Command, Type Result), CommandEntry> _others = new();

    internal CommandTable(HandlerIndex handlers, CommandLinks links, Dispatched dispatched)
    {
        _handlers = handlers;
        _links = links;
        Dispatched = dispatched;
    }

    internal Dispatched Dispatched { get; }

    /// <summary>The path of a command's type if it is linked, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal CommandEntry? Linked(Type command) => _entries.Find(command);

    /// <summary>The path of a command's type.</summary>
    /// <exception cref="HandlerNotFoundException">There is no handler.</exception>
    internal CommandEntry<TResult> Find<TResult>(Type command)
    {
        var entry = _entries.Find(command) ?? _entries.GetOrAdd(command, type => Link(type, typeof(TResult)));
        // One class may be several commands, one for each result.
        return (CommandEntry<TResult>)(
            entry.Result == typeof(TResult)
                ? entry
                : _others.GetOrAdd((command, typeof(TResult)), key => Link(key.Command, key.Result))
        );
    }

    private CommandEntry Link(Type command, Type result) =>
        _handlers.Find(HandlerKey.Command, command, result) is CommandHandlerRow row
            ? row.Link(_links)
            : throw new HandlerNotFoundException(command);
}
