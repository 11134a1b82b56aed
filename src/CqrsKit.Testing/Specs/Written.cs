using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using CqrsKit.Events;

namespace CqrsKit.Testing.Specs;

/// <summary>
/// Values as the codec writes them: by this they are compared, since two records with equal lists in them are not equal,
/// and by this they are shown.
/// </summary>
internal sealed class Written(IPayloadCodec codec)
{
    public static Written AsJson { get; } = new(new JsonCodec());

    public object Copy(object value) => codec.Decode(codec.Encode(value, value.GetType()), value.GetType());

    public bool Same(object? left, object? right) => Equals(left, right) || Text(left) == Text(right);

    /// <summary>The type's name and the payload.</summary>
    public string Text(object? value) =>
        value is null
            ? "nothing"
            : $"{value.GetType().Name} {Encoding.UTF8.GetString(codec.Encode(value, value.GetType()))}";

    /// <summary>Both lists below each other: what they share, what is missing (-), and what is too much (+).</summary>
    public string Difference(IReadOnlyList<object> expected, IReadOnlyList<object> actual)
    {
        var lines = new List<string>();
        for (var i = 0; i < int.Max(expected.Count, actual.Count); i++)
        {
            var (left, right) = (expected.ElementAtOrDefault(i), actual.ElementAtOrDefault(i));
            if (left is not null && right is not null && Same(left, right))
            {
                lines.Add($"    {Text(left)}");
                continue;
            }

            if (left is not null)
                lines.Add($"  - {Text(left)}");
            if (right is not null)
                lines.Add($"  + {Text(right)}");
        }

        return lines.Count == 0 ? "    nothing" : string.Join(Environment.NewLine, lines);
    }
}
