using System;
using System.Collections.Generic;
using System.Linq;
using CqrsKit.Generator.Model;
using CqrsKit.Generator.Tables;
using Microsoft.CodeAnalysis;

namespace CqrsKit.Generator.Behaviors;

/// <summary>Closes the classes of a plan over the messages of a compilation.</summary>
internal sealed class TableReader(Compilation compilation)
{
    private readonly Closing _closing = new(compilation);
    private readonly Dictionary<string, INamedTypeSymbol> _classes = new(StringComparer.Ordinal);

    /// <summary>The table.</summary>
    public BehaviorTableModel Read(PlanModel plan)
    {
        foreach (var id in plan.Lists.SelectMany(list => list).Distinct(StringComparer.Ordinal))
        {
            if (AddReader.Find(id, compilation) is { } type)
                _classes.Add(id, type);
        }

        var messages = MessageList.Of(compilation).Select(message => Read(message, plan)).ToEquatable();
        return new BehaviorTableModel(NameOf(compilation), messages);
    }

    private MessageModel Read(Message message, PlanModel plan)
    {
        var links = _classes.ToDictionary(known => known.Key, known => LinksOf(known.Value, message));
        var nests = message.Kind == Key.Stream ? [] : plan.Lists.SelectMany(list => NestsOf(message.Kind, list, links));
        return new MessageModel(
            Key.Of(message.Kind, TypeName.InReflection(message.Type), TypeName.InReflection(message.Result)),
            TypeName.InCode(message.Type),
            TypeName.InCode(message.Result),
            _classes.Keys.SelectMany(id => links[id]).ToEquatable(),
            nests.Where(nest => nest.Links.Count > 0).Distinct().ToEquatable()
        );
    }

    /// <summary>A command's pipeline has two parts, one around its attempts and one inside each; a query's is one.</summary>
    private IEnumerable<NestModel> NestsOf(
        char kind,
        EquatableArray<string> list,
        Dictionary<string, List<LinkModel>> links
    )
    {
        var known = list.Where(links.ContainsKey).ToArray();
        return kind == Key.Query
            ? [NestOf(known)]
            : [NestOf(known.Where(id => !IsPerAttempt(id))), NestOf(known.Where(IsPerAttempt))];

        NestModel NestOf(IEnumerable<string> classes) => new(classes.SelectMany(id => links[id]).ToEquatable());
        bool IsPerAttempt(string id) => BehaviorFaces.IsPerAttempt(_classes[id]);
    }

    private List<LinkModel> LinksOf(INamedTypeSymbol behavior, Message message)
    {
        var links = new List<LinkModel>();
        foreach (var face in BehaviorFaces.For(message.Kind))
        {
            if (_closing.Close(behavior, face, message.Type, message.Result) is not { } closed)
                continue;
            var name = TypeName.InCode(closed);
            links.Add(
                new LinkModel(
                    face,
                    name,
                    TypeReader.LifetimeOf(closed),
                    Constructor.ArgumentsOf(closed, name, compilation),
                    BehaviorFaces.IsCalledOnClass(closed, face),
                    BehaviorFaces.IsAsync(closed, face)
                )
            );
        }

        return links;
    }

    private static string NameOf(Compilation compilation)
    {
        var letters = (compilation.AssemblyName ?? "Assembly").Select(letter =>
            char.IsLetterOrDigit(letter) ? letter : '_'
        );
        return $"BehaviorsOf_{string.Concat(letters)}";
    }
}
