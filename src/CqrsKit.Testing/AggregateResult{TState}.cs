using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using CqrsKit.Events;
using CqrsKit.Testing.Specs;

namespace CqrsKit.Testing;

/// <summary>
/// What a decision came to: events, or an exception. Say what was expected of it with <see cref="Then"/>,
/// <see cref="ThenNothing"/> or <see cref="Throws"/>; unasked, it checks nothing.
/// </summary>
/// <typeparam name="TState">The aggregate's state.</typeparam>
public sealed class AggregateResult<TState>
    where TState : class
{
    private readonly Exception? _error;

    internal AggregateResult(IReadOnlyList<IEvent> events, TState? state, Exception? error)
    {
        Events = events;
        State = state;
        _error = error;
    }

    /// <summary>The events that the decision gave.</summary>
    public IReadOnlyList<IEvent> Events { get; }

    /// <summary>The state with them; null where nothing has happened.</summary>
    public TState? State { get; }

    /// <summary>Checks that the decision gave these events, in this order. They are compared as JSON.</summary>
    /// <exception cref="SpecException">It gave others.</exception>
    /// <exception cref="Exception">What the decision threw, unchanged.</exception>
    public AggregateResult<TState> Then(params IReadOnlyList<IEvent> expected)
    {
        Rethrow();
        for (var i = 0; i < int.Max(expected.Count, Events.Count); i++)
        {
            if (i >= expected.Count || i >= Events.Count || !Written.AsJson.Same(expected[i], Events[i]))
                throw new SpecException(
                    $"The decision gave other events (- expected, + given):{Environment.NewLine}{Written.AsJson.Difference(expected, Events)}"
                );
        }

        return this;
    }

    /// <summary>Checks that the decision gave no event.</summary>
    /// <exception cref="SpecException">It gave some.</exception>
    public AggregateResult<TState> ThenNothing() => Then();

    /// <summary>Checks the state with the decision's events folded in.</summary>
    /// <exception cref="SpecException">It is another state.</exception>
    public AggregateResult<TState> ThenState(TState? expected)
    {
        Rethrow();
        CheckState(expected, State);
        return this;
    }

    /// <summary>Checks that the decision threw an exception of a type, or of one derived from it.</summary>
    /// <returns>The exception.</returns>
    /// <exception cref="SpecException">It threw another one, or none.</exception>
    public TException Throws<TException>()
        where TException : Exception =>
        _error switch
        {
            TException expected => expected,
            null => throw new SpecException(
                $"The decision was expected to throw {typeof(TException).Name}, and gave:{Environment.NewLine}{Written.AsJson.Difference(Events, Events)}"
            ),
            _ => throw new SpecException(
                $"The decision was expected to throw {typeof(TException).Name}, and threw {_error.GetType().Name}: {_error.Message}",
                _error
            ),
        };

    internal static void CheckState(TState? expected, TState? actual)
    {
        if (!Written.AsJson.Same(expected, actual))
            throw new SpecException(
                $"The state is another one:{Environment.NewLine}  - {Written.AsJson.Text(expected)}{Environment.NewLine}  + {Written.AsJson.Text(actual)}"
            );
    }

    private void Rethrow()
    {
        if (_error is not null)
            ExceptionDispatchInfo.Throw(_error);
    }
}
