using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;

namespace CqrsKit.Pipeline;

/// <summary>Which of a class's behavior and hook interfaces fit a message, and the closed class that has them.</summary>
internal static class BehaviorMatch
{
    /// <summary>The closed class for a message, or null where the behavior does not apply to it.</summary>
    /// <param name="behavior">A closed or open generic class.</param>
    /// <param name="definition">The interface's generic definition, such as <c>IPipelineBehavior&lt;,&gt;</c>.</param>
    /// <param name="arguments">The message's type, and its result's where the interface has two parameters.</param>
    [RequiresDynamicCode("Closes open generic behaviors over message types.")]
    [RequiresUnreferencedCode("Looks at the interfaces of behaviors.")]
    public static Type? Close(Type behavior, Type definition, params ReadOnlySpan<Type> arguments)
    {
        foreach (var face in behavior.GetInterfaces())
        {
            if (!face.IsGenericType || face.GetGenericTypeDefinition() != definition)
                continue;
            if (behavior.IsGenericTypeDefinition)
            {
                if (CloseOver(behavior, face, arguments) is { } closed)
                    return closed;
            }
            else if (Accepts(face, arguments))
            {
                return behavior;
            }
        }

        return null;
    }

    private static bool Accepts(Type face, ReadOnlySpan<Type> arguments)
    {
        var declared = face.GetGenericArguments();
        if (!declared[0].IsAssignableFrom(arguments[0])) // the message is contravariant
            return false;
        return declared.Length == 1 || declared[1] == arguments[1];
    }

    [RequiresDynamicCode("Closes open generic behaviors over message types.")]
    [RequiresUnreferencedCode("Looks at the interfaces of behaviors.")]
    private static Type? CloseOver(Type behavior, Type face, ReadOnlySpan<Type> arguments)
    {
        var bound = new Dictionary<Type, Type>();
        var declared = face.GetGenericArguments();
        for (var i = 0; i < declared.Length; i++)
        {
            if (!Bind(declared[i], arguments[i], bound))
                return null;
        }

        var parameters = behavior.GetGenericArguments();
        if (!parameters.All(bound.ContainsKey))
            return null;
        try
        {
            return behavior.MakeGenericType([.. parameters.Select(parameter => bound[parameter])]);
        }
        catch (ArgumentException)
        {
            return null; // a constraint does not hold: the behavior is not meant for this message
        }
    }

    private static bool Bind(Type declared, Type actual, Dictionary<Type, Type> bound)
    {
        if (declared.IsGenericParameter)
        {
            if (bound.TryGetValue(declared, out var known))
                return known == actual;
            bound.Add(declared, actual);
            return true;
        }

        if (!declared.ContainsGenericParameters)
            return declared == actual;
        if (!actual.IsGenericType || declared.GetGenericTypeDefinition() != actual.GetGenericTypeDefinition())
            return false;
        return declared
            .GetGenericArguments()
            .Zip(actual.GetGenericArguments())
            .All(pair => Bind(pair.First, pair.Second, bound));
    }
}
