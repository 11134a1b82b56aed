using System.Linq;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CqrsKit.Generator.Tables;

/// <summary>What a handler's constructor is given, as expressions over <c>scope</c>.</summary>
internal static class Constructor
{
    private const string Keyed = "Microsoft.Extensions.DependencyInjection.FromKeyedServicesAttribute";
    private const string Extensions =
        "global::Microsoft.Extensions.DependencyInjection.ServiceProviderKeyedServiceExtensions";

    /// <summary>The arguments; null where the choice or a value is the container's.</summary>
    public static EquatableArray<string>? ArgumentsOf(INamedTypeSymbol type, string name, Compilation compilation)
    {
        if (Chosen(type) is not { } constructor || HasRequiredMembers(type, constructor))
            return null;
        var arguments = new string[constructor.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (ArgumentOf(constructor.Parameters[i], name, compilation) is not { } argument)
                return null;
            arguments[i] = argument;
        }

        return new EquatableArray<string>(arguments);
    }

    /// <summary>The only public constructor, or the marked one of several.</summary>
    private static IMethodSymbol? Chosen(INamedTypeSymbol type)
    {
        var all = type.InstanceConstructors.Where(constructor =>
            constructor.DeclaredAccessibility == Accessibility.Public
        );
        var candidates = all.ToArray();
        if (candidates.Length == 1)
            return candidates[0];
        var marked = candidates
            .Where(constructor =>
                constructor
                    .GetAttributes()
                    .Any(attribute => attribute.AttributeClass?.Name == "ActivatorUtilitiesConstructorAttribute")
            )
            .ToArray();
        return marked.Length == 1 ? marked[0] : null;
    }

    internal static bool HasRequiredMembers(INamedTypeSymbol type, IMethodSymbol constructor)
    {
        for (var at = type; at is { SpecialType: not SpecialType.System_Object }; at = at.BaseType)
        {
            if (
                at.GetMembers()
                    .Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true })
            )
                return !constructor
                    .GetAttributes()
                    .Any(attribute => attribute.AttributeClass?.Name == "SetsRequiredMembersAttribute");
        }

        return false;
    }

    private static string? ArgumentOf(IParameterSymbol parameter, string handler, Compilation compilation)
    {
        if (parameter.RefKind != RefKind.None || !TypeName.CanBeWritten(parameter.Type, compilation))
            return null;
        var type = TypeName.InCode(parameter.Type);
        if (type == "global::System.IServiceProvider" && parameter.GetAttributes().IsEmpty)
            return "scope";

        string? key = null;
        foreach (var attribute in parameter.GetAttributes())
        {
            switch (attribute.AttributeClass?.Name)
            {
                case "ServiceKeyAttribute":
                    return null;
                case "FromKeyedServicesAttribute" when attribute.AttributeClass.ToDisplayString() == Keyed:
                    if (
                        attribute.ConstructorArguments.Length != 1
                        || attribute.ConstructorArguments[0].Kind == TypedConstantKind.Array
                    )
                        return null;
                    key = $"({attribute.ConstructorArguments[0].ToCSharpString()})";
                    break;
            }
        }

        if (parameter.HasExplicitDefaultValue)
            return OptionalOf(parameter, type, key);
        if (parameter.Type.IsValueType)
            return null;
        return key is null
            ? $"global::CqrsKit.Dispatch.Dependency.Of<{type}, {handler}>(scope)"
            : $"global::CqrsKit.Dispatch.Dependency.Keyed<{type}, {handler}>(scope, {key})";
    }

    private static string? OptionalOf(IParameterSymbol parameter, string type, string? key)
    {
        var tested = parameter.Type
            is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable
            ? TypeName.InCode(nullable.TypeArguments[0])
            : type;
        var value = parameter.ExplicitDefaultValue;
        var literal = value is null
            ? $"default({type})!"
            : SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false);
        if (literal is null || value is float or double or decimal)
            return null;
        var found = key is null
            ? $"scope.GetService(typeof({type}))"
            : $"{Extensions}.GetKeyedService<{type}>(scope, {key})";
        var local = $"given{parameter.Ordinal}";
        return $"({found} is {tested} {local} ? {local} : ({type})({literal}))";
    }
}
