using System;
using System.Collections.Generic;
using System.Linq;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace CqrsKit.Rules.Tests;

/// <summary>
/// Which top-level types of an assembly use which others, read from its IL: signatures, constraints, attributes and their
/// arguments, method bodies, catch clauses. A nested type counts as its outermost type; so closures, iterators and async
/// state machines count as the type that wrote them. Constants and <c>nameof</c> leave no trace in IL.
/// </summary>
internal sealed class TypeGraph
{
    private readonly SortedDictionary<string, SortedSet<string>> _uses = new(StringComparer.Ordinal);

    private TypeGraph(ModuleDefinition module)
    {
        foreach (var type in module.GetTypes().Where(type => !IsCompilerMade(Outermost(type))))
        {
            var owner = Outermost(type).FullName;
            if (!_uses.TryGetValue(owner, out var uses))
            {
                _uses[owner] = uses = new(StringComparer.Ordinal);
            }

            uses.UnionWith(
                Named(type)
                    .SelectMany(Parts)
                    .Where(used => used.Scope == module)
                    .Select(used => Outermost(used.Resolve()))
                    .Where(used => used.FullName != owner && !IsCompilerMade(used))
                    .Select(used => used.FullName)
            );
        }
    }

    public IEnumerable<string> Types => _uses.Keys;

    public static TypeGraph Of(string assemblyPath)
    {
        using var module = ModuleDefinition.ReadModule(assemblyPath);
        return new(module);
    }

    public IReadOnlyCollection<string> UsedBy(string type) => _uses[type];

    /// <summary>The groups of types that all reach one another, the largest first; a type alone is no circle.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Circles()
    {
        var reach = _uses.Keys.ToDictionary(type => type, Reach, StringComparer.Ordinal);
        return
        [
            .. _uses
                .Keys.GroupBy(type =>
                    reach[type].Where(other => reach[other].Contains(type)).Append(type).Min(StringComparer.Ordinal)!
                )
                .Select(group => (IReadOnlyList<string>)[.. group])
                .Where(group => group.Count > 1)
                .OrderByDescending(group => group.Count),
        ];
    }

    /// <summary>Everything a type uses, and what that uses in turn.</summary>
    public IReadOnlySet<string> Reach(string type)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>(_uses[type]);
        while (open.TryPop(out var next))
        {
            if (reached.Add(next))
            {
                foreach (var used in _uses.GetValueOrDefault(next) ?? [])
                {
                    open.Push(used);
                }
            }
        }

        return reached;
    }

    public static TypeDefinition Outermost(TypeDefinition type)
    {
        while (type.DeclaringType is { } outer)
        {
            type = outer;
        }

        return type;
    }

    /// <summary>What a compiler or generator added on its own: no file of ours holds it.</summary>
    public static bool IsCompilerMade(TypeDefinition type) =>
        type.Name.Contains('<')
        || type.CustomAttributes.Any(attribute =>
            attribute.AttributeType.Name
                is "CompilerGeneratedAttribute"
                    or "GeneratedCodeAttribute"
                    or "EmbeddedAttribute"
        );

    private static IEnumerable<TypeReference> Named(TypeDefinition type) =>
        [
            .. type.BaseType is { } parent ? [parent] : Array.Empty<TypeReference>(),
            .. type.Interfaces.Select(implemented => implemented.InterfaceType),
            .. type.GenericParameters.SelectMany(Constraints),
            .. Attributes(type),
            .. type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)),
            .. type.Properties.SelectMany(property => Attributes(property).Append(property.PropertyType)),
            .. type.Events.SelectMany(declared => Attributes(declared).Append(declared.EventType)),
            .. type.Methods.SelectMany(Method),
        ];

    private static IEnumerable<TypeReference> Method(MethodDefinition method) =>
        [
            .. Signature(method),
            .. Attributes(method),
            .. method.Parameters.SelectMany(Attributes),
            .. Attributes(method.MethodReturnType),
            .. method.GenericParameters.SelectMany(Constraints),
            .. method.Overrides.SelectMany(Signature),
            .. method.HasBody ? Body(method.Body) : [],
        ];

    private static IEnumerable<TypeReference> Body(MethodBody body) =>
        [
            .. body.Variables.Select(variable => variable.VariableType),
            .. body.ExceptionHandlers.Select(handler => handler.CatchType).OfType<TypeReference>(),
            .. body.Instructions.SelectMany(instruction => Operand(instruction.Operand)),
        ];

    private static IEnumerable<TypeReference> Operand(object? operand) =>
        operand switch
        {
            TypeReference type => [type],
            FieldReference field => [field.DeclaringType, field.FieldType],
            MethodReference method => Signature(method),
            CallSite call => [call.ReturnType, .. call.Parameters.Select(parameter => parameter.ParameterType)],
            _ => [],
        };

    private static IEnumerable<TypeReference> Signature(MethodReference method) =>
        [
            method.DeclaringType,
            method.ReturnType,
            .. method.Parameters.Select(parameter => parameter.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ];

    private static IEnumerable<TypeReference> Constraints(GenericParameter parameter) =>
        Attributes(parameter).Concat(parameter.Constraints.Select(constraint => constraint.ConstraintType));

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider provider) =>
        provider.CustomAttributes.SelectMany(attribute =>
            (IEnumerable<TypeReference>)
                [
                    attribute.AttributeType,
                    .. attribute.ConstructorArguments.SelectMany(Argument),
                    .. attribute.Properties.SelectMany(property => Argument(property.Argument)),
                    .. attribute.Fields.SelectMany(field => Argument(field.Argument)),
                ]
        );

    private static IEnumerable<TypeReference> Argument(CustomAttributeArgument argument) =>
        argument.Value switch
        {
            TypeReference type => [argument.Type, type],
            CustomAttributeArgument boxed => Argument(boxed),
            CustomAttributeArgument[] many => many.SelectMany(Argument),
            _ => [argument.Type],
        };

    /// <summary>A type reference taken apart: arrays, pointers and modifiers to what they hold, generics to their arguments.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) =>
        type switch
        {
            GenericParameter => [],
            GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
            IModifierType modified => Parts(modified.ModifierType).Concat(Parts(modified.ElementType)),
            FunctionPointerType pointer => pointer
                .Parameters.Select(parameter => parameter.ParameterType)
                .Append(pointer.ReturnType)
                .SelectMany(Parts),
            TypeSpecification element => Parts(element.ElementType),
            _ => [type],
        };
}
