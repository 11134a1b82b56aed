using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Dispatch;
using CqrsKit.Queries;

namespace CqrsKit.Setup;

/// <summary>Every message of the scanned assemblies has one handler, and no message has two.</summary>
internal sealed class HandlerCheck(HandlerIndex handlers, Registrations registrations) : StartupCheck
{
    protected override IEnumerable<StartupFault> Find() => Missing().Concat(Duplicates());

    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "AddHandlersFrom carries the warning.")]
    private IEnumerable<StartupFault> Missing()
    {
        var scanned = registrations.Scanned;
        if (scanned.Count == 0)
            yield break;
        var handled = handlers.Messages.Select(row => row.Message).ToHashSet();
        var faces = new[]
        {
            (typeof(ICommand<>), "command"),
            (typeof(IQuery<>), "query"),
            (typeof(IStreamQuery<>), "stream query"),
        };
        foreach (var (face, word) in faces)
        {
            foreach (var message in scanned.SelectMany(assembly => HandlerScan.Messages(assembly, face)))
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
        handlers.Doubles.Select(rows =>
        {
            var classes = rows.Select(row => row.Handler.ToString()).Distinct().Order(StringComparer.Ordinal).ToArray();
            return new StartupFault(
                rows[0].Message.ToString(),
                $"has {classes.Length} handlers: {string.Join(", ", classes)}.",
                "Keep one; what should happen besides is a subscription or a behavior."
            );
        });
}
