using System.Collections.Generic;
using System.Linq;
using CqrsKit.Dispatch;
using CqrsKit.Pipeline;

namespace CqrsKit.Setup;

/// <summary>Every behavior and hook applies to at least one message (trap 38). Messages are looked at until one fits.</summary>
internal sealed class BehaviorCheck(PipelineTable pipeline, HandlerIndex handlers) : StartupCheck
{
    protected override IEnumerable<StartupFault> Find()
    {
        var messages = handlers.Messages;
#if TRAP_38
        messages = [];
#endif
        return pipeline.Registrations.Count > 0 && messages.Any()
            ? pipeline
                .Registrations.Where(behavior => !messages.Any(row => pipeline.Applies(behavior, row)))
                .Select(behavior => new StartupFault(
                    behavior.Type.ToString(),
                    "is a behavior that applies to no message: its interfaces or constraints fit none that has a handler.",
                    "Loosen its constraints, register the handlers it is meant for, or take it out."
                ))
            : [];
    }
}
