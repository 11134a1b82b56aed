using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Queries;

namespace CqrsKit.Setup;

/// <summary>Every message of the scanned assemblies has one handler, and no message has two.</summary>
internal sealed class HandlerCheck(CommandTable commands, QueryTable queries, Registrations registrations)
    : StartupCheck
{
    protected override IEnumerable<StartupFault> Find() => Missing().Concat(Duplicates());

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "AddHandlersFrom carries the warning.")]
    private IEnumerable<StartupFault> Missing()
    {
        var handled = commands
            .Registrations.Select(row => row.Message)
            .Concat(queries.Registrations.Select(row => row.Message))
            .ToHashSet();
        var faces = new[]
        {
            (typeof(ICommand<>), "command"),
            (typeof(IQuery<>), "query"),
            (typeof(IStreamQuery<>), "stream query"),
        };
        foreach (var (face, word) in faces)
        {
            foreach (
                var message in registrations.Assemblies.SelectMany(assembly => HandlerScan.Messages(assembly, face))
            )
            {
                if (!handled.Contains(message))
                    yield return new StartupFault(
                        message.ToString(),
                        $"is a {word} without a handler.",
                        $"Write its handler, or register the assembly that has it with AddHandlersFrom."
                    );
            }
        }
    }

    private IEnumerable<StartupFault> Duplicates() =>
        commands
            .Registrations.Select(row => (row.Message, row.Handler))
            .Concat(queries.Registrations.Select(row => (row.Message, row.Handler)))
            .GroupBy(row => row.Message, row => row.Handler)
            .Where(rows => rows.Distinct().Count() > 1)
            .Select(rows => new StartupFault(
                rows.Key.ToString(),
                $"has {rows.Distinct().Count()} handlers: {string.Join(", ", rows.Distinct().Select(type => type.ToString()).Order(StringComparer.Ordinal))}.",
                "Keep one; what should happen besides is a subscription or a behavior."
            ));
}
