using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using CqrsKit.Dispatch;

namespace CqrsKit.Pipeline;

/// <summary>The registered behaviors and hooks, from which the chain of each message type is linked once.</summary>
internal sealed class PipelineTable(
    IEnumerable<BehaviorRegistration> registrations,
    GeneratedBehaviors generated,
    Parts parts
)
{
    /// <summary>The faces of commands and queries, in the order in which a class with several of them stands in the pipeline.</summary>
    private static readonly (Type Face, string Method)[] Kinds =
    [
        (typeof(IPipelineBehavior<,>), nameof(BehaviorRow.Around)),
        (typeof(IBeforeHook<>), nameof(BehaviorRow.Before)),
        (typeof(IAfterHook<,>), nameof(BehaviorRow.After)),
        (typeof(IErrorHook<>), nameof(BehaviorRow.Error)),
    ];

    private static readonly (Type Face, string Method)[] StreamKinds =
    [
        (typeof(IStreamBehavior<,>), nameof(BehaviorRow.Stream)),
    ];

    private readonly BehaviorRegistration[] _registrations = [.. registrations.DistinctBy(added => added.Type)];

    private readonly ILookup<Type, Type> _tables = registrations
        .Where(added => added.Table is not null)
        .ToLookup(added => added.Type, added => added.Table!);

    /// <summary>All registrations, in order.</summary>
    public IReadOnlyList<BehaviorRegistration> Registrations => _registrations;

    /// <summary>The steps for a message, in registered order.</summary>
    /// <param name="kind">A command or a query.</param>
    /// <param name="perAttempt">Only the steps inside the retry, or only those around it; null for all.</param>
    public PipelineStep<TMessage, TResult>[] StepsFor<TMessage, TResult>(char kind, bool? perAttempt)
    {
        var steps = new StepList<TMessage, TResult>();
        foreach (var row in RowsFor(kind, typeof(TMessage), typeof(TResult), perAttempt))
            row.AddTo(steps, parts);
        return steps.ToArray();
    }

    /// <summary>The stream behaviors for a query, in registered order.</summary>
    public StreamStep<TQuery, TItem>[] StreamStepsFor<TQuery, TItem>() =>
        [
            .. RowsFor(HandlerKey.Stream, typeof(TQuery), typeof(TItem), perAttempt: null)
                .Select(row => row.Step<TQuery, TItem>(parts)),
        ];

    /// <summary>The nests that were composed for a message at compile time.</summary>
    public PipelineNest<TMessage, TResult>[] NestsFor<TMessage, TResult>(char kind) =>
        generated.Nests<TMessage, TResult>(kind);

    /// <summary>Whether a behavior or hook applies to a message at all.</summary>
    public bool Applies(BehaviorRegistration registration, HandlerRow message) =>
        RowsOf(
                registration,
                message.Kind,
                message.Message,
                message.Result!,
                generated.Rows(message.Kind, message.Message, message.Result!)
            )
            .Any();

    private IEnumerable<BehaviorRow> RowsFor(char kind, Type message, Type result, bool? perAttempt)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported && Unclosed(kind, message, result) is { } unclosed)
            throw new NotSupportedException(
                $"Without dynamic code {unclosed.Type} has to be closed over {message} at compile time, and the assembly that calls AddBehavior can't name one of them. Make both visible there, and give AddBehavior the class itself."
            );
        var known = generated.Rows(kind, message, result);
        return _registrations
            .Where(registration => perAttempt is null || registration.IsPerAttempt == perAttempt)
            .SelectMany(registration => RowsOf(registration, kind, message, result, known));
    }

    /// <summary>A registration of which no table says whether it applies to the message.</summary>
    private BehaviorRegistration? Unclosed(char kind, Type message, Type result) =>
        Array.Find(_registrations, added => !generated.Knows(kind, message, result, _tables[added.Type]));

    /// <summary>The rows by which one registered class stands in a message's pipeline: one for each of its faces that fits.</summary>
    private static IEnumerable<BehaviorRow> RowsOf(
        BehaviorRegistration registration,
        char kind,
        Type message,
        Type result,
        BehaviorRow[] known
    )
    {
        foreach (var (face, method) in kind == HandlerKey.Stream ? StreamKinds : Kinds)
        {
            var row =
                known.FirstOrDefault(row => row.Face == face && registration.IsOf(row.Behavior))
                ?? (RuntimeFeature.IsDynamicCodeSupported ? Close(registration, face, method, message, result) : null);
            if (row is not null)
                yield return row;
        }
    }

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2026",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    [UnconditionalSuppressMessage(
        "Trimming",
        "IL2060",
        Justification = "AddBehavior and AddHandlersFrom carry the warning."
    )]
    private static BehaviorRow? Close(
        BehaviorRegistration registration,
        Type face,
        string method,
        Type message,
        Type result
    )
    {
        if (BehaviorMatch.Close(registration.Type, face, message, result) is not { } closed)
            return null;
        return (BehaviorRow)
            typeof(BehaviorRow)
                .GetMethod(method, BindingFlags.Public | BindingFlags.Static)!
                .MakeGenericMethod(message, result, closed)
                .Invoke(null, BindingFlags.DoNotWrapExceptions, null, [null, registration.Lifetime], null)!;
    }
}
