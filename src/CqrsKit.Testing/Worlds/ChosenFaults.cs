using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Events;
using CqrsKit.Reading;
using CqrsKit.Writing;

namespace CqrsKit.Testing.Worlds;

/// <summary>
/// Faults at chosen calls, and a list of all calls that were made. After the last fault it looks on until everything is
/// as it would be without: that is the recovery.
/// </summary>
internal sealed class ChosenFaults(IReadOnlyDictionary<int, ChosenFault> chosen) : IFaultPlan
{
    private readonly int _last = chosen.Count == 0 ? int.MaxValue : chosen.Keys.Max();
    private readonly List<MadeCall> _calls = [];
    private KeyValuePair<int, int>[] _steps = [];
    private ulong _messages;
    private readonly RecoveryTrail _recovery = new();
    private bool _isOver;

    /// <summary>The calls of stores, in order.</summary>
    public IReadOnlyList<MadeCall> Calls => _calls;

    /// <summary>
    /// The calls of the recovery from the last fault, each with what it is known by: what follows it up to the recovery's end.
    /// </summary>
    public IReadOnlyList<(int Number, ulong Known)> Recovery() => _recovery.Known();

    /// <summary>Whose calls these are.</summary>
    public World? World { get; set; }

    /// <summary>Chosen faults happen even while a simulation comes to rest.</summary>
    public bool IsOn { get; set; } = true;

    public CallFate Next(int node, PortCall call, int running = 0)
    {
        // What is no call of a store takes its time, and is no point.
        if (!call.IsOfStore)
            return new CallFate(new SimulationRandom(2, ++_messages), null);
        var number = _calls.Count;
        _calls.Add(new MadeCall(node, call, running));
        if (number == _last)
            _steps = [.. World!.Steps];
        else if (number > _last && !_isOver)
            Follow(number);
        var random = new SimulationRandom(1, (ulong)number);
        return chosen.TryGetValue(number, out var fault)
            ? new CallFate(random, fault.Kind, fault.Which)
            : new CallFate(random, null);
    }

    public void Done<T>(CallFate fate, int node, PortCall call, T? answer, Exception? error)
    {
        if (_calls.Count <= _last || _isOver || fate.Fault is not null)
            return;
        _recovery.Done(node, call, error is null ? KindOf(answer) : 1);
    }

    private static ulong KindOf<T>(T? answer) =>
        answer switch
        {
            null => 2,
            bool isDone => isDone ? 3u : 4,
            Enum kind => 10 + Convert.ToUInt64(kind, null),
            IReadOnlyList<UnitOutcome> outcomes => outcomes.Aggregate(
                20ul,
                (sum, outcome) => (sum * 10) + (ulong)outcome.Result
            ),
            StoredStream stream => 1000 + (ulong)stream.Version,
            LogPage page => 2000 + (ulong)page.Events.Count,
            ViewStatus status => status.HasHoles ? 5u : 6,
            IEnumerable some => 3000 + (ulong)some.Cast<object>().Count(),
            _ => 7,
        };

    private void Follow(int number)
    {
        _isOver = IsOver();
        if (!_isOver)
            _recovery.Made(number, _calls[number], World!.Steps.Values);
    }

    /// <summary>Whether clients have done what they were at, every node runs and every view has caught up.</summary>
    private bool IsOver() => _steps.All(before => World!.Steps[before.Key] > before.Value) && World!.IsWhole;
}
