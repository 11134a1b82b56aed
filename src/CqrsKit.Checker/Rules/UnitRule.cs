using System;
using System.Collections.Generic;
using CqrsKit.Checker.Lines;

namespace CqrsKit.Checker.Rules;

/// <summary>The log's own order: places, versions, what was expected, and whose streams.</summary>
internal sealed class UnitRule(Walk walk) : Rule(walk)
{
    private readonly Dictionary<(string Tenant, string Stream), long> _versions = [];
    private readonly Dictionary<Guid, Node> _events = [];

    public override void Before(UnitRecorded unit)
    {
        var tenant = TenantOf(unit);
        foreach (var guard in unit.Guards ?? [])
            Expect(unit, tenant, guard);
        if (unit.Op is { } op && Walk.Invoked.TryGetValue(op, out var command))
        {
            foreach (var expected in command.Expects ?? [])
                Expect(unit, tenant, expected);
        }

        foreach (var @event in unit.Events)
        {
            if (tenant is not null && @event.Tenant != tenant)
                Walk.Report(
                    Invariant.Tenants,
                    $"Unit {unit.Unit} of tenant '{tenant}' writes stream '{@event.Stream}' of tenant '{@event.Tenant}'."
                );
        }
    }

    public override void Appended(Node node)
    {
        var @event = node.Event;
        if (node.Depth > 1 && Walk.Log[node.Depth - 2].Event.Mark.CompareTo(@event.Mark) >= 0)
            Walk.Report(
                Invariant.Complete,
                $"Event {@event.Id} appears at {@event.Mark}, at or below the log's end, {Walk.Log[node.Depth - 2].Event.Mark}."
            );
        var version = _versions.GetValueOrDefault((@event.Tenant, @event.Stream)) + 1;
        if (@event.Version != version)
            Walk.Report(
                Invariant.Versions,
                $"Event {@event.Id} is version {@event.Version} of '{@event.Stream}'; the next one is {version}."
            );
        _versions[(@event.Tenant, @event.Stream)] = version;
        if (!_events.TryAdd(@event.Id, node) && !_events[@event.Id].IsLost)
            Walk.Report(Invariant.Once, $"Event {@event.Id} is in the log twice.");
        else
            _events[@event.Id] = node;
    }

    public override void Lost(Node node) => _versions[(node.Event.Tenant, node.Event.Stream)]--;

    private string? TenantOf(UnitRecorded unit)
    {
        if (unit.Op is { } op)
            return Walk.Invoked.GetValueOrDefault(op)?.Tenant;
        return unit.Cause is { } cause && _events.TryGetValue(cause, out var node) ? node.Event.Tenant : null;
    }

    private void Expect(UnitRecorded unit, string? tenant, VersionOf expected)
    {
        if (tenant is null)
            return;
        var actual = _versions.GetValueOrDefault((tenant, expected.Stream));
        if (actual != expected.Version)
            Walk.Report(
                Invariant.Expected,
                $"Unit {unit.Unit} was committed although it expected version {expected.Version} of '{expected.Stream}', which was at {actual}."
            );
    }
}
