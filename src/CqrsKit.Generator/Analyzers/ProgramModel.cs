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
        var all = entries.Concat(Registered()).Where(entry => entry.Line == Entry.OfHandler).Distinct().ToArray();
        var handlers = all.ToLookup(entry => entry.Key);
        var byMessage = all.ToLookup(entry => $"{entry.Kind}|{entry.Message}");
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

    /// <summary>The handlers that are added one by one, closed forms of generic classes among them.</summary>
    private IEnumerable<Entry> Registered() =>
        setup
            .Where(call =>
                call.TargetMethod.Name is "AddCommandHandler" or "AddQueryHandler" or "AddStreamQueryHandler"
            )
            .Select(call => call.TargetMethod.TypeArguments.Last())
            .OfType<INamedTypeSymbol>()
            .SelectMany(Entry.Of);

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

    /// <summary>Types that are stored as JSON, and that the registered contexts do not have.</summary>
    public IEnumerable<(IInvocationOperation Call, ITypeSymbol Type, ITypeSymbol Context)> MissingJson()
    {
        var contexts = setup
            .Where(call => call.TargetMethod.Name == "UseJson")
            .SelectMany(call => ContextsOf(call).Select(context => (Call: call, Context: context)))
            .ToArray();
        if (contexts.Length == 0)
            yield break;
        var known = JsonReach.Of(contexts.Select(found => found.Context));
        foreach (
            var type in Stored()
                .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default)
                .Where(type => !known.Contains(type))
                .OrderBy(TypeName.InReflection, System.StringComparer.Ordinal)
        )
            yield return (contexts[0].Call, type, contexts[0].Context);
    }

    /// <summary>Events, and the states and views of what is registered.</summary>
    private IEnumerable<ITypeSymbol> Stored() =>
        entries
            .Where(entry => entry.Line == Entry.OfEvent)
            .Select(entry => Find(entry.Message))
            .Concat(
                setup
                    .Where(call => call.TargetMethod.Name is "AddView" or "AddAggregate")
                    .Select(call => StoredBy(TypeNamedBy(call) as INamedTypeSymbol))
            )
            .OfType<ITypeSymbol>();

    private static ITypeSymbol? StoredBy(INamedTypeSymbol? fold) =>
        fold is null
            ? null
            : Symbols
                .WithBases(fold)
                .FirstOrDefault(at =>
                    at.TypeArguments.Length == 1
                    && (Symbols.Is(at, "Projections", "Projection") || Symbols.Is(at, "Writing", "Aggregate"))
                )
                ?.TypeArguments[0];

    private static IEnumerable<ITypeSymbol> ContextsOf(IInvocationOperation call) =>
        call
            .Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf())
            .Select(value => value.Type)
            .OfType<INamedTypeSymbol>()
            .Where(type => Symbols.WithBases(type).Skip(1).Any(at => at.Name == "JsonSerializerContext"))
            .Distinct<ITypeSymbol>(SymbolEqualityComparer.Default);

    /// <summary>The class that a registration names: as a type argument, by typeof, or by making one.</summary>
    private static ITypeSymbol? TypeNamedBy(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.FirstOrDefault()
        ?? call.Arguments.SelectMany(argument => argument.Value.DescendantsAndSelf())
            .Select(value =>
                value switch
                {
                    ITypeOfOperation named => named.TypeOperand,
                    IObjectCreationOperation made => made.Type,
                    _ => null,
                }
            )
            .FirstOrDefault(type => type is not null);

    private ITypeSymbol? Find(string name) => name.IndexOf('[') < 0 ? compilation.GetTypeByMetadataName(name) : null;

    private static string Word(char kind) =>
        kind switch
        {
            Key.Command => "command",
            Key.Query => "query",
            _ => "stream query",
        };
}
