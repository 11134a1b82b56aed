using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CqrsKit.Generator.Model;

/// <summary>
/// Remembers what was read of a syntax node. The compiler asks for every node again after every keystroke, as any of them
/// may mean something else by then; while no name that its file mentions does, the node does not.
/// </summary>
internal sealed class Recall<T>(Sheets sheets)
    where T : class
{
    private const int MostEdits = 32;

    private readonly ConditionalWeakTable<Compilation, Edit> _edits = new();
    private readonly ConditionalWeakTable<SyntaxTree, Page> _pages = new();
    private readonly Queue<Edit> _recent = new();
    private Outline? _outline;
    private Edit? _last;

    /// <summary>What is remembered of the node, or is read now.</summary>
    public T? Read(
        Func<GeneratorSyntaxContext, CancellationToken, T?> read,
        GeneratorSyntaxContext context,
        CancellationToken cancellationToken
    )
    {
        var edit = _edits.GetValue(context.SemanticModel.Compilation, EditOf);
        var file = context.Node.SyntaxTree;
        var page = _pages.GetOrCreateValue(file);
        if (page.TryGet(context.Node.Span, edit.Number, known => HoldsSince(known, edit.Number, file), out var value))
            return value;
        value = read(context, cancellationToken);
        page.Keep(context.Node.Span, edit.Number, value);
        return value;
    }

    /// <summary>The same edit for as long as nothing changes that counts.</summary>
    private Edit EditOf(Compilation compilation)
    {
        var outline = new Outline(compilation, sheets);
        lock (_recent)
        {
            if (_last is not null && _outline!.IsSameAs(outline))
                return _last;
            _last = new Edit((_last?.Number ?? 0) + 1, _outline is null ? null : outline.ChangedSince(_outline));
            _outline = outline;
            _recent.Enqueue(_last);
            if (_recent.Count > MostEdits)
                _recent.Dequeue();
            return _last;
        }
    }

    /// <summary>Whether what was read of a file at an earlier edit is still so.</summary>
    private bool HoldsSince(int known, int now, SyntaxTree file)
    {
        lock (_recent)
        {
            if (known > now || _recent.Peek().Number > known + 1)
                return false;
            var mentioned = sheets.MentionedIn(file);
            return _recent
                .Where(edit => edit.Number > known && edit.Number <= now)
                .All(edit => edit.Changed is { } changed && !mentioned.Overlaps(changed));
        }
    }

    /// <summary>A change of the outline: the names that may mean something else from then on; null where all may.</summary>
    private sealed record Edit(int Number, HashSet<string>? Changed);

    /// <summary>What was read of a file, by the last edit up to which it holds.</summary>
    private sealed class Page
    {
        private readonly Dictionary<TextSpan, T?> _values = [];
        private int _number;

        public bool TryGet(TextSpan position, int number, Func<int, bool> holdsSince, out T? value)
        {
            lock (_values)
            {
                value = null;
                if (_values.Count == 0)
                    return false;
                if (_number != number && holdsSince(_number))
                    _number = number;
                return _number == number && _values.TryGetValue(position, out value);
            }
        }

        public void Keep(TextSpan position, int number, T? value)
        {
            lock (_values)
            {
                if (_number != number)
                    _values.Clear();
                _number = number;
                _values[position] = value;
            }
        }
    }
}
