using System.Collections.Generic;
using System.Linq;
using CqrsKit.Commands;
using CqrsKit.Pipeline;
using CqrsKit.Queries;

namespace CqrsKit.Setup;

/// <summary>Every behavior and hook applies to at least one message (trap 38).</summary>
internal sealed class BehaviorCheck(PipelineTable pipeline, CommandTable commands, QueryTable queries) : StartupCheck
{
    protected override IEnumerable<StartupFault> Find()
    {
        var messages = commands
            .Registrations.Select(row => (row.Message, row.Result, IsStream: false))
            .Concat(queries.Registrations.Select(row => (row.Message, row.Result, row.IsStream)))
            .ToArray();
#if TRAP_38
        messages = [];
#endif
        return messages.Length == 0
            ? []
            : pipeline
                .Registrations.Where(behavior =>
                    !messages.Any(row => PipelineTable.Applies(behavior, row.Message, row.Result, row.IsStream))
                )
                .Select(behavior => new StartupFault(
                    behavior.Type.ToString(),
                    "is a behavior that applies to no message: its interfaces or constraints fit none that has a handler.",
                    "Loosen its constraints, register the handlers it is meant for, or take it out."
                ));
    }
}
