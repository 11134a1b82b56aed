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
    /// <param name="message">The message's type.</param>
    /// <param name="result">Its result's or item's type.</param>
    [RequiresDynamicCode("Closes open generic behaviors over message types.")]
    [RequiresUnreferencedCode("Looks at the interfaces of behaviors.")]
    public static Type? Close(Type behavior, Type definition, Type message, Type result)
    {
        foreach (var face in behavior.GetInterfaces())
        {
            if (!face.IsGenericType || face.GetGenericTypeDefinition() != definition)
                continue;
            if (behavior.IsGenericTypeDefinition)
            {
                if (CloseOver(behavior, face, message, result) is { } closed)
                    return closed;
            }
            else if (Accepts(face, message, result))
            {
                return behavior;
            }
        }

        return null;
    }

    private static bool Accepts(Type face, Type message, Type result)
    {
        var declared = face.GetGenericArguments();
        // The message is contravariant, which the runtime knows for references only.
        if (declared[0] != message && (message.IsValueType || !declared[0].IsAssignableFrom(message)))
            return false;
        return declared.Length == 1 || declared[1] == result;
    }

    [RequiresDynamicCode("Closes open generic behaviors over message types.")]
    [RequiresUnreferencedCode("Looks at the interfaces of behaviors.")]
    private static Type? CloseOver(Type behavior, Type face, Type message, Type result)
    {
        var bound = new Dictionary<Type, Type>();
        if (!BindFace(face, message, result, bound))
            return null;

        // A hook's interface may name the message only; the result is then bound by another of the class's faces.
        var parameters = behavior.GetGenericArguments();
        foreach (var other in behavior.GetInterfaces().Where(other => other != face && IsPipelineFace(other)))
        {
            if (!parameters.All(bound.ContainsKey) && !BindFace(other, message, result, bound))
                return null;
        }

        if (!parameters.All(bound.ContainsKey) || parameters.Any(parameter => IsBeside(parameter, bound[parameter])))
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

    /// <summary>What can be told without the exception that closing over it would cost.</summary>
    private static bool IsBeside(Type parameter, Type actual) =>
        parameter
            .GetGenericParameterConstraints()
            .Any(constraint => !constraint.ContainsGenericParameters && !constraint.IsAssignableFrom(actual));

    private static bool BindFace(Type face, Type message, Type result, Dictionary<Type, Type> bound) =>
        face.GetGenericArguments() is var declared
        && Bind(declared[0], message, bound)
        && (declared.Length == 1 || Bind(declared[1], result, bound));

    private static bool IsPipelineFace(Type face) =>
        face.IsGenericType && PipelineSetup.Faces.Contains(face.GetGenericTypeDefinition());

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
