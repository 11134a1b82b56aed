using System.Text;

namespace CqrsKit.Generator.Calls;

/// <summary>Writes the method that calls an event's handlers, for each event a file publishes.</summary>
internal static class FanText
{
    private const string Task = "global::System.Threading.Tasks.ValueTask";

    /// <summary>The first three handlers have a call each, which the runtime can tell apart.</summary>
    public static void Append(StringBuilder text, string @event, int number)
    {
        text.AppendLine();
        text.AppendLine($"        internal sealed class Fan{number} : global::CqrsKit.Events.EventFan<{@event}>");
        text.AppendLine("        {");
        text.AppendLine($"            public override {Task} RunAsync(");
        text.AppendLine($"                {@event} @event,");
        text.AppendLine("                global::System.Threading.CancellationToken cancellationToken)");
        text.AppendLine("            {");
        AppendCall(text, "var handled", "First", 1);
        AppendCall(text, "handled", "Second", 2);
        text.AppendLine("                if (Third is null)");
        text.AppendLine("                    return default;");
        AppendCall(text, "handled", "Third", 3);
        text.AppendLine("                return RestAsync(@event, cancellationToken);");
        text.AppendLine("            }");
        text.AppendLine("        }");
    }

    private static void AppendCall(StringBuilder text, string handled, string handler, int next)
    {
        text.AppendLine($"                {handled} = {handler}.HandleAsync(@event, cancellationToken);");
        text.AppendLine("                if (!handled.IsCompletedSuccessfully)");
        text.AppendLine($"                    return GoOnAsync(handled, {next}, @event, cancellationToken);");
        text.AppendLine("                handled.GetAwaiter().GetResult();");
    }
}
