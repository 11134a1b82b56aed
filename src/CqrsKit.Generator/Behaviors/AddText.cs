using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Writes the interceptors of AddBehavior.</summary>
internal static class AddText
{
    private const string Kit = "global::CqrsKit.CqrsKitBuilder";

    /// <summary>A method for each class, and for each way in which it is given.</summary>
    public static string Of(IEnumerable<AddModel> adds, string table)
    {
        var text = new StringBuilder(BehaviorTableText.Head);
        text.Append(
            """
            namespace System.Runtime.CompilerServices
            {
                [global::System.AttributeUsage(global::System.AttributeTargets.Method, AllowMultiple = true)]
                file sealed class InterceptsLocationAttribute : global::System.Attribute
                {
                    public InterceptsLocationAttribute(int version, string data) { }
                }
            }

            namespace CqrsKit.Generated
            {

            """
        );
        text.AppendLine($"    {BehaviorTableText.Mark}");
        text.AppendLine("    file static class Behaviors");
        text.AppendLine("    {");
        var number = 0;
        foreach (
            var same in adds.OrderBy(add => add.File, System.StringComparer.Ordinal)
                .ThenBy(add => add.Position)
                .GroupBy(add => (add.Code, add.TakesType))
        )
        {
            if (number > 0)
                text.AppendLine();
            foreach (var add in same)
                text.AppendLine($"        {add.Attribute}");
            var type = same.Key.TakesType ? ", global::System.Type behavior" : "";
            text.AppendLine($"        internal static {Kit} AddBehavior{number++}(this {Kit} kit{type}) =>");
            text.AppendLine(
                $"            global::CqrsKit.Pipeline.PipelineSetup.AddBehavior(kit, typeof({same.Key.Code}), new {table}());"
            );
        }

        text.AppendLine("    }");
        text.AppendLine("}");
        return text.ToString();
    }
}
