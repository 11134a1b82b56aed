using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Manifest;
using CqrsKit.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CqrsKit.Generator.Analyzers;

/// <summary>The messages, handlers and registrations of a program.</summary>
internal sealed class ProgramModel(Compilation compilation, Entry[] entries, IInvocationOperation[] setup)
{
    /// <summary>What is wrong with the handlers of a message.</summary>
    public sealed record HandlerFault(DiagnosticDescriptor Rule, Entry Message, object[] Arguments);

    /// <summary>Messages with no handler, with several, or with one for another result.</summary>
    public IEnumerable<HandlerFault> Handlers()
    {
        var handlers = entries.Where(entry => entry.Line == Entry.OfHandler).ToLookup(entry => entry.Key);
        var byMessage = entries
            .Where(entry => entry.Line == Entry.OfHandler)
            .ToLookup(entry => $"{entry.Kind}|{entry.Message}");
        foreach (var message in entries.Where(entry => entry.Line == Entry.OfMessage))
        {
            var own = handlers[message.Key].Select(entry => entry.Handler).Distinct().ToArray();
            if (own.Length > 1)
                yield return new(Rules.SeveralHandlers, message, [message.Message, own.Length, string.Join(", ", own)]);
            if (own.Length > 0)
                continue;
            var other = byMessage[$"{message.Kind}|{message.Message}"].FirstOrDefault();
            yield return other is null
                ? new(Rules.NoHandler, message, [message.Message, Word(message.Kind)])
                : new(Rules.OtherResult, message, [message.Message, message.Result, other.Handler, other.Result]);
        }
    }

    /// <summary>Behaviors that fit no message of the program.</summary>
    public IEnumerable<(IInvocationOperation Call, ITypeSymbol Behavior)> UnfitBehaviors()
    {
        var messages = entries
            .Where(entry => entry.Line is Entry.OfMessage or Entry.OfHandler)
            .Select(entry => (entry.Kind, Message: Find(entry.Message), Result: Find(entry.Result)))
            .Where(found => found.Message is not null && found.Result is not null)
            .ToArray();
        if (messages.Length == 0)
            yield break;
        foreach (var call in setup.Where(call => call.TargetMethod.Name == "AddBehavior"))
        {
            if (
                TypeNamedBy(call) is { } behavior
                && !messages.Any(found =>
                    BehaviorFit.Fits(compilation, behavior, found.Kind, found.Message!, found.Result!)
                )
            )
                yield return (call, behavior);
        }
    }

    /// <summary>Types that are stored as JSON, and that the registered context does not have.</summary>
    public IEnumerable<(IInvocationOperation Call, string Type, ITypeSymbol Context)> MissingJson()
    {
        var contexts = setup
            .Where(call => call.TargetMethod.Name == "UseJson")
            .Select(call => (Call: call, Context: ContextOf(call)))
            .Where(found => found.Context is not null)
            .ToArray();
        if (contexts.Length == 0)
            yield break;
        var known = new HashSet<string>(contexts.SelectMany(found => Serializable(found.Context!)));
        foreach (
            var type in Stored()
                .Distinct()
                .Where(type => !known.Contains(type))
                .OrderBy(type => type, System.StringComparer.Ordinal)
        )
            yield return (contexts[0].Call, type, contexts[0].Context!);
    }

    private IEnumerable<string> Stored()
    {
        foreach (var entry in entries.Where(entry => entry.Line == Entry.OfEvent))
            yield return entry.Message;
        foreach (var call in setup.Where(call => call.TargetMethod.Name is "AddView" or "AddAggregate"))
        {
            var stored = (TypeNamedBy(call) as INamedTypeSymbol) is { } named
                ? Symbols
                    .WithBases(named)
                    .FirstOrDefault(at =>
                        at.TypeArguments.Length == 1
                        && (Symbols.Is(at, "Projections", "Projection") || Symbols.Is(at, "Writing", "Aggregate"))
                    )
                : null;
            if (stored is not null)
                yield return TypeName.InReflection(stored.TypeArguments[0]);
        }
    }

    private static IEnumerable<string> Serializable(ITypeSymbol context) =>
        context
            .GetAttributes()
            .Where(attribute => attribute.AttributeClass?.Name == "JsonSerializableAttribute")
            .Select(attribute => attribute.ConstructorArguments.FirstOrDefault().Value as ITypeSymbol)
            .OfType<ITypeSymbol>()
            .Select(TypeName.InReflection);

    private static ITypeSymbol? ContextOf(IInvocationOperation call) =>
        call
            .Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf())
            .Select(value => value.Type)
            .FirstOrDefault(type =>
                type is INamedTypeSymbol named
                && Symbols.WithBases(named).Skip(1).Any(at => at.Name == "JsonSerializerContext")
            );

    /// <summary>The class that a registration names, as a type argument or by typeof.</summary>
    private static ITypeSymbol? TypeNamedBy(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.FirstOrDefault()
        ?? call.Arguments.Select(argument => argument.Value).OfType<ITypeOfOperation>().FirstOrDefault()?.TypeOperand;

    private ITypeSymbol? Find(string name) => name.IndexOf('[') < 0 ? compilation.GetTypeByMetadataName(name) : null;

    private static string Word(char kind) =>
        kind switch
        {
            Key.Command => "command",
            Key.Query => "query",
            _ => "stream query",
        };
}
