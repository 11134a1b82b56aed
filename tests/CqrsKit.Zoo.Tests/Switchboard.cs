using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CqrsKit.Zoo.Tests;

/// <summary>
/// Puts several bugs into one file, of which a switch at run time chooses: each member that a bug changes is there once for
/// each of them and once as it is shipped, and its name leads to the one that is on. So core is compiled, and made machine
/// code of, once for the whole zoo.
/// </summary>
internal sealed class Switchboard
{
    /// <summary>The switch; 0 for no bug.</summary>
    public const string Source = """
        namespace CqrsKit;

        public static class ZooSwitch
        {
            private static readonly System.Threading.AsyncLocal<int> On = new();

            public static int Bug { get => On.Value; set => On.Value = value; }
        }
        """;

    private const string Switch = "CqrsKit.ZooSwitch.Bug";

    private static readonly SyntaxKind[] Kept = [SyntaxKind.StaticKeyword, SyntaxKind.AsyncKeyword];

    private readonly CompilationUnitSyntax _shipped;
    private readonly Dictionary<string, List<(int Bug, MemberDeclarationSyntax Member)>> _variants = [];
    private readonly Dictionary<string, List<MemberDeclarationSyntax>> _added = [];

    public Switchboard(SyntaxTree shipped) => _shipped = (CompilationUnitSyntax)shipped.GetRoot();

    /// <summary>Takes a bug in.</summary>
    /// <exception cref="InvalidDataException">It changes what cannot be switched: a field, a constructor, a type.</exception>
    public void Add(int bug, SyntaxTree changed)
    {
        var shipped = MembersOf(_shipped);
        foreach (var (key, member) in MembersOf((CompilationUnitSyntax)changed.GetRoot()))
        {
            if (!shipped.TryGetValue(key, out var known))
                Into(_added, TypeOf(key), member);
            else if (!SyntaxFactory.AreEquivalent(known, member, topLevel: false))
                Into(_variants, key, (bug, member));
        }
    }

    /// <summary>The file with all of them.</summary>
    public CompilationUnitSyntax Merged()
    {
        var shipped = MembersOf(_shipped);
        var types = _shipped.DescendantNodes().OfType<TypeDeclarationSyntax>().ToArray();
        return _shipped.ReplaceNodes(
            types.Where(type => !type.Ancestors().OfType<TypeDeclarationSyntax>().Any()),
            (type, _) => Merged(type, "", shipped)
        );
    }

    private TypeDeclarationSyntax Merged(
        TypeDeclarationSyntax type,
        string path,
        Dictionary<string, MemberDeclarationSyntax> shipped
    )
    {
        path = $"{path}/{type.Identifier.Text}`{type.Arity}";
        var members = new List<MemberDeclarationSyntax>();
        foreach (var member in type.Members)
        {
            if (member is TypeDeclarationSyntax inner)
                members.Add(Merged(inner, path, shipped));
            else if (_variants.TryGetValue($"{path}/{KeyOf(member)}", out var variants))
                members.AddRange(Switched(member, variants));
            else
                members.Add(member);
        }

        members.AddRange(_added.GetValueOrDefault(path, []));
        return type.WithMembers(SyntaxFactory.List(members));
    }

    private static IEnumerable<MemberDeclarationSyntax> Switched(
        MemberDeclarationSyntax shipped,
        List<(int Bug, MemberDeclarationSyntax Member)> variants
    )
    {
        yield return shipped switch
        {
            MethodDeclarationSyntax method => Switched(method, variants),
            PropertyDeclarationSyntax { Initializer: null } property => Switched(property, variants),
            _ => throw new InvalidDataException($"Bug {variants[0].Bug} changes what cannot be switched: {shipped}"),
        };
        yield return Variant(shipped, 0);
        foreach (var (bug, member) in variants)
            yield return Variant(member, bug);
    }

    private static MethodDeclarationSyntax Switched(
        MethodDeclarationSyntax method,
        List<(int Bug, MemberDeclarationSyntax Member)> variants
    )
    {
        var name = method.Identifier.Text;
        var types = method.TypeParameterList?.ToString() ?? "";
        var arguments = string.Join(", ", method.ParameterList.Parameters.Select(ArgumentOf));
        var body =
            method.ReturnType.ToString() == "void"
                ? $"{{ switch ({Switch}) {{ {string.Concat(variants.Select(one => $"case {one.Bug}: {Call(one.Bug)}; break; "))} default: {Call(0)}; break; }} }}"
                : $"{{ return {Choice(variants, Call)}; }}";
        return method
            .WithModifiers(Without(method.Modifiers, SyntaxKind.AsyncKeyword))
            .WithExpressionBody(null)
            .WithSemicolonToken(default)
            .WithBody((BlockSyntax)SyntaxFactory.ParseStatement(body));

        string Call(int bug) => $"{NameOf(name, bug)}{types}({arguments})";
    }

    private static PropertyDeclarationSyntax Switched(
        PropertyDeclarationSyntax property,
        List<(int Bug, MemberDeclarationSyntax Member)> variants
    ) =>
        property
            .WithAccessorList(null)
            .WithExpressionBody(
                SyntaxFactory.ArrowExpressionClause(
                    SyntaxFactory.ParseExpression(Choice(variants, bug => NameOf(property.Identifier.Text, bug)))
                )
            )
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken));

    private static string Choice(List<(int Bug, MemberDeclarationSyntax Member)> variants, Func<int, string> call) =>
        $"{Switch} switch {{ {string.Concat(variants.Select(one => $"{one.Bug} => {call(one.Bug)}, "))} _ => {call(0)} }}";

    private static MemberDeclarationSyntax Variant(MemberDeclarationSyntax member, int bug)
    {
        var bare = member.WithAttributeLists(default).WithModifiers(Only(member.Modifiers));
        return bare switch
        {
            MethodDeclarationSyntax method => method
                .WithExplicitInterfaceSpecifier(null)
                .WithIdentifier(Named(method.Identifier, bug)),
            PropertyDeclarationSyntax property => property
                .WithExplicitInterfaceSpecifier(null)
                .WithIdentifier(Named(property.Identifier, bug)),
            _ => bare,
        };
    }

    private static SyntaxToken Named(SyntaxToken name, int bug) => SyntaxFactory.Identifier(NameOf(name.Text, bug));

    private static string NameOf(string name, int bug) => $"{name}__{bug}";

    private static string ArgumentOf(ParameterSyntax parameter)
    {
        var passed = parameter.Modifiers.FirstOrDefault(one =>
            one.IsKind(SyntaxKind.OutKeyword) || one.IsKind(SyntaxKind.RefKeyword)
        );
        return $"{passed.Text} {parameter.Identifier.Text}";
    }

    private static SyntaxTokenList Only(SyntaxTokenList modifiers) =>
        SyntaxFactory.TokenList(
            modifiers
                .Where(one => Kept.Contains(one.Kind()))
                .Select(one => SyntaxFactory.Token(one.Kind()).WithTrailingTrivia(SyntaxFactory.Space))
        );

    private static SyntaxTokenList Without(SyntaxTokenList modifiers, SyntaxKind kind) =>
        SyntaxFactory.TokenList(modifiers.Where(one => !one.IsKind(kind)));

    /// <summary>Every member that is no type, by the types that it is in and what tells it from the others there.</summary>
    private static Dictionary<string, MemberDeclarationSyntax> MembersOf(CompilationUnitSyntax file) =>
        file.DescendantNodes()
            .OfType<TypeDeclarationSyntax>()
            .SelectMany(type => type.Members.Where(member => member is not TypeDeclarationSyntax))
            .ToDictionary(member => $"{PathOf(member)}/{KeyOf(member)}");

    private static string PathOf(MemberDeclarationSyntax member) =>
        string.Concat(
            member
                .Ancestors()
                .OfType<TypeDeclarationSyntax>()
                .Reverse()
                .Select(type => $"/{type.Identifier.Text}`{type.Arity}")
        );

    private static string TypeOf(string key) => key[..key.LastIndexOf('/')];

    private static string KeyOf(MemberDeclarationSyntax member) =>
        member switch
        {
            MethodDeclarationSyntax method =>
                $"{method.ExplicitInterfaceSpecifier}{method.Identifier.Text}{method.TypeParameterList}({string.Join(",", method.ParameterList.Parameters.Select(one => one.Type!.ToString().Replace('/', '.')))})",
            PropertyDeclarationSyntax property => $"{property.ExplicitInterfaceSpecifier}{property.Identifier.Text}",
            ConstructorDeclarationSyntax constructor => $"new {constructor.ParameterList.ToString().Replace('/', '.')}",
            FieldDeclarationSyntax field => field.Declaration.ToString().Replace('/', '.'),
            _ => member.ToString().Replace('/', '.'),
        };

    private static void Into<T>(Dictionary<string, List<T>> lists, string key, T item)
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);
        list.Add(item);
    }
}
