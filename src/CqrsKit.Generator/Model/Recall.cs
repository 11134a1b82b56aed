using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CqrsKit.Generator.Model;

/// <summary>
/// Remembers what was read of a syntax node. The compiler asks for every node again after every keystroke, as any of them
/// may mean something else by then; while the outline stays as it was, and the node's own file, none does.
/// </summary>
internal sealed class Recall<T>(Func<Compilation, Outline> outlineOf)
    where T : class
{
    private readonly ConditionalWeakTable<Compilation, Outline> _outlines = new();
    private readonly ConditionalWeakTable<SyntaxTree, Page> _pages = new();
    private Outline? _last;

    /// <summary>What is remembered of the node, or is read now.</summary>
    public T? Read(
        Func<GeneratorSyntaxContext, CancellationToken, T?> read,
        GeneratorSyntaxContext context,
        CancellationToken cancellationToken
    )
    {
        var outline = _outlines.GetValue(context.SemanticModel.Compilation, Of);
        var page = _pages.GetOrCreateValue(context.Node.SyntaxTree);
        if (page.TryGet(outline, context.Node.Span, out var known))
            return known;
        var value = read(context, cancellationToken);
        page.Keep(outline, context.Node.Span, value);
        return value;
    }

    /// <summary>The same object for as long as nothing changes.</summary>
    private Outline Of(Compilation compilation)
    {
        var outline = outlineOf(compilation);
        var last = _last;
        if (last is not null && last.IsSameAs(outline))
            return last;
        _last = outline;
        return outline;
    }

    /// <summary>What was read of a file, under one outline.</summary>
    private sealed class Page
    {
        private readonly Dictionary<TextSpan, T?> _values = [];
        private Outline? _outline;

        public bool TryGet(Outline outline, TextSpan position, out T? value)
        {
            lock (_values)
            {
                value = null;
                return ReferenceEquals(_outline, outline) && _values.TryGetValue(position, out value);
            }
        }

        public void Keep(Outline outline, TextSpan position, T? value)
        {
            lock (_values)
            {
                if (!ReferenceEquals(_outline, outline))
                    _values.Clear();
                _outline = outline;
                _values[position] = value;
            }
        }
    }
}
